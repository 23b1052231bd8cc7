import { IsOptional, IsString, MaxLength } from 'class-validator';
import { LogFilterQuery } from './log-filter-query.js';

/** The query parameters of the stream; any other is refused. */
export class StreamQuery extends LogFilterQuery {
  /** Where to resume, for clients that cannot send the header `Last-Event-ID`. */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  last_event_id?: string;
}
