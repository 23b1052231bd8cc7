import { eventLimits, IsBoundedText } from '@activity-log/contracts';
import { IsOptional, IsString } from 'class-validator';

/** Document B's filters as query parameters; all that are given hold at once. `feedFilters` reads those that are text here. */
export class FeedFilterQuery {
  /** One activity type, in the spelling of either document. */
  @IsOptional()
  @IsString()
  type?: string;

  /** Several, separated by commas: any of them. */
  @IsOptional()
  @IsString()
  types?: string;

  @IsOptional()
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxUserIdLength })
  user_id?: string;

  /** Occurred at or after; ISO 8601. */
  @IsOptional()
  @IsString()
  from?: string;

  /** Occurred at or before; ISO 8601. */
  @IsOptional()
  @IsString()
  to?: string;

  /** A field that changed. */
  @IsOptional()
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxFieldLength })
  field?: string;
}
