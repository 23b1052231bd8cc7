import { datatypePattern, eventLimits, IsBoundedText } from '@activity-log/contracts';
import { IsOptional, Matches } from 'class-validator';

/** The path parameters of a feed; which of them a route has decides the scope. */
export class FeedParams {
  @IsOptional()
  @Matches(datatypePattern, { message: 'module is [a-z][a-z0-9_]* of at most 64 characters' })
  module?: string;

  @IsOptional()
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength })
  id?: string;
}
