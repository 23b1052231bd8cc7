import { Transform } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { FeedFilterQuery } from './feed-filter-query.js';

const maxPerPage = 100;
/** The filters are in a cursor, and each may be some hundred characters long. */
const maxCursorLength = 8_192;

/** Only plain decimal digits are a number: `1e1`, ` 1` and `0x1` are not what anybody meant. */
function wholeNumber({ value }: { readonly value: unknown }): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

/** The query parameters of document B's feeds; any other is refused. */
export class FeedPageQuery extends FeedFilterQuery {
  /** Page number, from 1. */
  @IsOptional()
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  page?: number;

  /** Entries a page. */
  @IsOptional()
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(maxPerPage)
  per_page?: number;

  /** `next_cursor` or `prev_cursor` of an earlier page. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(maxCursorLength)
  cursor?: string;
}
