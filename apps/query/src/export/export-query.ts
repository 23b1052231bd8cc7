import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { LogFilterQuery } from '../stream/log-filter-query.js';
import { exportFormats, type ExportFormatName } from './export-formats.js';

const formats = Object.keys(exportFormats);

/** The query parameters of an export; any other is refused. */
export class ExportQuery extends LogFilterQuery {
  /** When it is absent, the header `Accept` decides. */
  @IsOptional()
  @IsIn(formats, { message: `must be ${formats.join(' or ')}` })
  format?: ExportFormatName;

  /** The position behind which the export begins. */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  since?: string;
}
