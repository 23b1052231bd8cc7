import 'reflect-metadata';
import { IsOptional, Matches } from 'class-validator';
import { IsBoundedText } from './is-bounded-text.js';
import { eventLimits } from './limits.js';

/** `[a-z][a-z0-9_]{0,63}`, the spelling of every datatype. */
export const datatypePattern = /^[a-z][a-z0-9_]{0,63}$/;

/** A record that an activity is about, as it comes from outside. */
export class SubjectInput {
  @Matches(datatypePattern, { message: 'datatype is [a-z][a-z0-9_]* of at most 64 characters' })
  datatype!: string;

  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength })
  ownerId!: string;

  @IsOptional()
  @IsBoundedText({ kind: 'name', maxLength: eventLimits.maxNameLength })
  name?: string | null;
}
