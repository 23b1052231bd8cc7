import { datatypePattern } from '@activity-log/contracts';
import { IsOptional, Matches } from 'class-validator';
import { FeedFilterQuery } from '../feed/feed-filter-query.js';

/** The filters of routes that go along the log: those of the feeds, and the module, which feeds have in their path. */
export class LogFilterQuery extends FeedFilterQuery {
  /** Records of this module only. */
  @IsOptional()
  @Matches(datatypePattern, { message: 'module is [a-z][a-z0-9_]* of at most 64 characters' })
  module?: string;
}
