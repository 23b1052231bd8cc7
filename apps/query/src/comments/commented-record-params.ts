import { datatypePattern, eventLimits, IsBoundedText } from '@activity-log/contracts';
import { Matches } from 'class-validator';

/** The path parameters that name the record of a list of comments. */
export class CommentedRecordParams {
  @Matches(datatypePattern, { message: 'datatype is [a-z][a-z0-9_]* of at most 64 characters' })
  datatype!: string;

  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength })
  ownerId!: string;
}
