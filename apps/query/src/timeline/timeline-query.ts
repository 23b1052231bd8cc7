import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { WholeNumberParameter } from '../http/whole-number-parameter.js';
import { maxPageNumber } from '../paging/plan-page.js';

const maxPageSize = 200;
/** Own cursors stay far below; owner ids of 256 characters are in them. */
const maxCursorLength = 4_096;

/** The query parameters of document A's timelines; any other is refused. */
export class TimelineQuery {
  /** Page number, from 1. */
  @IsOptional()
  @WholeNumberParameter({ min: 1, max: maxPageNumber })
  page?: number;

  /** Entries a page. */
  @IsOptional()
  @WholeNumberParameter({ min: 1, max: maxPageSize })
  pageSize?: number;

  /** `next_cursor` or `prev_cursor` of an earlier page. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(maxCursorLength)
  cursor?: string;
}
