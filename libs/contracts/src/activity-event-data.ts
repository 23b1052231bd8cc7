import 'reflect-metadata';
import type { JsonObject } from '@activity-log/activity';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsNumber,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { ActorInput } from './actor-input.js';
import { FieldChangeInput } from './field-change-input.js';
import { IsBoundedText } from './is-bounded-text.js';
import { eventLimits } from './limits.js';
import { SubjectInput } from './subject-input.js';

/**
 * The `data` of a CRM event, as it comes from outside. An optional part that is null counts as absent; a part that is not
 * named here is refused. `metadata` is any JSON object.
 */
export class ActivityEventData {
  // Decorators are applied from the last to the first, and the rule that is applied first is reported first.
  @ValidateNested({ each: true, message: 'each of subjects is an object' })
  // Nested validation takes a list of lists for a list of objects.
  @IsObject({ each: true, message: 'each of subjects is an object' })
  @ArrayUnique(subjectKey, { message: 'subjects names no record twice' })
  @ArrayMaxSize(eventLimits.maxSubjects, { message: `subjects has at most ${eventLimits.maxSubjects} entries` })
  @ArrayMinSize(1, { message: 'subjects has at least 1 entry' })
  @IsArray({ message: 'subjects is a list' })
  @Type(() => SubjectInput)
  subjects!: SubjectInput[];

  /** null is the system, and so is an absent user. */
  @IsOptional()
  @ValidateNested({ message: 'user is an object or null' })
  @IsObject({ message: 'user is an object or null' })
  @Type(() => ActorInput)
  user?: ActorInput | null;

  @IsOptional()
  @ValidateNested({ each: true, message: 'each of changes is an object' })
  @IsObject({ each: true, message: 'each of changes is an object' })
  @ArrayMaxSize(eventLimits.maxChanges, { message: `changes has at most ${eventLimits.maxChanges} entries` })
  @IsArray({ message: 'changes is a list' })
  @Type(() => FieldChangeInput)
  changes?: FieldChangeInput[] | null;

  @IsOptional()
  @IsBoundedText({ kind: 'free', maxLength: eventLimits.maxSummaryLength })
  summary?: string | null;

  @IsOptional()
  @Max(eventLimits.maxDurationSeconds, { message: `durationSeconds is at most ${eventLimits.maxDurationSeconds}` })
  @Min(0, { message: 'durationSeconds is not negative' })
  @IsNumber({}, { message: 'durationSeconds is a number' })
  durationSeconds?: number | null;

  @IsOptional()
  @IsObject({ message: 'metadata is an object' })
  metadata?: JsonObject | null;
}

/** What makes two subjects the same record; anything that is no subject is only the same as itself. */
function subjectKey(subject: unknown): unknown {
  if (!(subject instanceof SubjectInput)) return subject;
  return JSON.stringify([subject.datatype, subject.ownerId]);
}
