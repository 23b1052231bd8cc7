import { datatypePattern, eventLimits, IsBoundedText } from '@activity-log/contracts';
import { Matches } from 'class-validator';

/** The path parameters of a record's history. */
export class HistoryParams {
  /** A module or a datatype: `contacts` or `contact`. */
  @Matches(datatypePattern, { message: 'collection is [a-z][a-z0-9_]* of at most 64 characters' })
  collection!: string;

  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength })
  id!: string;
}
