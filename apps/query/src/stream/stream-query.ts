import { datatypePattern } from '@activity-log/contracts';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { FeedFilterQuery } from '../feed/feed-filter-query.js';

/** The query parameters of the stream; any other is refused. */
export class StreamQuery extends FeedFilterQuery {
  /** Records of this module only. */
  @IsOptional()
  @Matches(datatypePattern, { message: 'module is [a-z][a-z0-9_]* of at most 64 characters' })
  module?: string;

  /** Where to resume, for clients that cannot send the header `Last-Event-ID`. */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  last_event_id?: string;
}
