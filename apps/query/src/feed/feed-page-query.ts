import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { WholeNumberParameter } from '../http/whole-number-parameter.js';
import { maxPageNumber } from '../paging/plan-page.js';
import { FeedFilterQuery } from './feed-filter-query.js';

const maxPerPage = 100;
/** The filters are in a cursor, and each may be some hundred characters long. */
const maxCursorLength = 8_192;

/** The query parameters of document B's feeds; any other is refused. */
export class FeedPageQuery extends FeedFilterQuery {
  /** Page number, from 1. */
  @IsOptional()
  @WholeNumberParameter({ min: 1, max: maxPageNumber })
  page?: number;

  /** Entries a page. */
  @IsOptional()
  @WholeNumberParameter({ min: 1, max: maxPerPage })
  per_page?: number;

  /** `next_cursor` or `prev_cursor` of an earlier page. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(maxCursorLength)
  cursor?: string;
}
