import { datatypePattern, eventLimits, IsBoundedText } from '@activity-log/contracts';
import { IsOptional, IsString, Matches } from 'class-validator';

/** The query parameters of the stats; any other is refused. `readStatsRequest` reads those that are text here. */
export class StatsQuery {
  /** Any of day, type, user and module, separated by commas. */
  @IsString()
  group_by!: string;

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

  @IsOptional()
  @Matches(datatypePattern, { message: 'module is [a-z][a-z0-9_]* of at most 64 characters' })
  module?: string;

  /** Occurred at or after; ISO 8601. */
  @IsOptional()
  @IsString()
  from?: string;

  /** Occurred at or before; ISO 8601. */
  @IsOptional()
  @IsString()
  to?: string;

  /** IANA name of the zone whose days are meant. */
  @IsOptional()
  @IsString()
  time_zone?: string;
}
