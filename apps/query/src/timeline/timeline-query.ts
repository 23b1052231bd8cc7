import { Transform } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const maxPageSize = 200;
/** Own cursors stay far below; owner ids of 256 characters are in them. */
const maxCursorLength = 4_096;

/** Only plain decimal digits are a number: `1e1`, ` 1` and `0x1` are not what anybody meant. */
function wholeNumber({ value }: { readonly value: unknown }): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

/** The query parameters of document A's timelines; any other is refused. */
export class TimelineQuery {
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
  @Max(maxPageSize)
  pageSize?: number;

  /** `next_cursor` or `prev_cursor` of an earlier page. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(maxCursorLength)
  cursor?: string;
}
