import { datatypePattern, eventLimits, IsBoundedText } from '@activity-log/contracts';
import { IsOptional, Matches } from 'class-validator';

/** The path parameters of a timeline; which of them a route has decides the route. */
export class TimelineParams {
  @IsOptional()
  @Matches(datatypePattern, { message: 'datatype is [a-z][a-z0-9_]* of at most 64 characters' })
  datatype?: string;

  @IsOptional()
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength })
  ownerId?: string;
}
