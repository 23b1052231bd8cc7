import type { JsonObject } from '@activity-log/activity';
import {
  AsGiven,
  datatypePattern,
  eventLimits,
  FieldChangeInput,
  IsBoundedText,
  SubjectInput,
} from '@activity-log/contracts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/** The longest spelling of a type: 64 characters and the dot. */
const maxTypeLength = 65;
const maxTimestampLength = 64;

/** The body of `POST /crm/activity/manage`. An optional part that is null counts as absent; any other part is refused. */
export class ManualActivityBody {
  /** In the spelling of either document: `call_logged`, `call.logged`. */
  @IsString()
  @MaxLength(maxTypeLength)
  type!: string;

  /** What the record is, e.g. `contact`. */
  @Matches(datatypePattern, { message: 'datatype is [a-z][a-z0-9_]* of at most 64 characters' })
  datatype!: string;

  /** The id of the record. */
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength })
  ownerId!: string;

  /** The name of the record. */
  @IsOptional()
  @IsBoundedText({ kind: 'name', maxLength: eventLimits.maxNameLength })
  name?: string | null;

  @IsOptional()
  @IsBoundedText({ kind: 'free', maxLength: eventLimits.maxSummaryLength })
  summary?: string | null;

  @IsOptional()
  @IsNumber({}, { message: 'durationSeconds is a number' })
  @Min(0)
  @Max(eventLimits.maxDurationSeconds)
  durationSeconds?: number | null;

  @IsOptional()
  @IsObject()
  @AsGiven()
  metadata?: JsonObject | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(eventLimits.maxChanges)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => FieldChangeInput)
  changes?: FieldChangeInput[] | null;

  /** When it happened, RFC 3339 with an offset; now when absent. */
  @IsOptional()
  @IsString()
  @MaxLength(maxTimestampLength)
  timestamp?: string | null;

  /** The event or activity that led to it. */
  @IsOptional()
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxCorrelationIdLength })
  causationId?: string | null;

  /** Further records that it is about. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(eventLimits.maxSubjects - 1)
  // Nested validation takes a list of lists for a list of objects.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SubjectInput)
  subjects?: SubjectInput[] | null;
}
