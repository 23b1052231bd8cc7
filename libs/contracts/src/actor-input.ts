import 'reflect-metadata';
import { IsOptional } from 'class-validator';
import { IsBoundedText } from './is-bounded-text.js';
import { eventLimits } from './limits.js';

/** Who did it, as it comes from outside. */
export class ActorInput {
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxUserIdLength })
  id!: string;

  @IsOptional()
  @IsBoundedText({ kind: 'name', maxLength: eventLimits.maxNameLength })
  name?: string | null;

  @IsOptional()
  @IsBoundedText({ kind: 'name', maxLength: eventLimits.maxEmailLength })
  email?: string | null;
}
