import { IsOptional, IsString, MaxLength } from 'class-validator';
import { WholeNumberParameter } from '../http/whole-number-parameter.js';
import { TimelineQuery } from '../timeline/timeline-query.js';
import { historyLimits } from './history-limits.js';

/** The query parameters of a record's history: those of document A's lists, or one of the two that pick a version. */
export class HistoryQuery extends TimelineQuery {
  /** The moment at which the record is looked at; ISO 8601. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  as_of?: string;

  /** The number of one version. */
  @IsOptional()
  @WholeNumberParameter({ min: 1, max: historyLimits.maxVersionNumber })
  version?: number;
}
