import { moduleNames } from '@activity-log/activity';
import { datatypePattern, eventLimits, IsBoundedText, isBoundedText, type TextRule } from '@activity-log/contracts';
import type { ElementRule } from '@activity-log/platform';
import { ArrayMaxSize, IsArray, IsNotIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { commentLimits } from './comment-limits.js';

/** The rule of every id of a user. */
const mentionRule: TextRule = { kind: 'id', maxLength: eventLimits.maxUserIdLength };

const mentionContext: ElementRule = { elementHolds: (mention) => isBoundedText(mention, mentionRule) };

/** The body of `POST /crm/activity/comment/create`. An optional part that is null counts as absent; any other part is refused. */
export class CommentBody {
  /** What the record is, e.g. `lead`. */
  @Matches(datatypePattern, { message: 'datatype is [a-z][a-z0-9_]* of at most 64 characters' })
  @IsNotIn(moduleNames, { message: 'datatype is that of one record, such as deal, not a module, such as deals' })
  datatype!: string;

  /** The id of the record. */
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength })
  ownerId!: string;

  /** The name of the record. */
  @IsOptional()
  @IsBoundedText({ kind: 'name', maxLength: eventLimits.maxNameLength })
  name?: string | null;

  @IsBoundedText({ kind: 'free', maxLength: commentLimits.maxTextLength })
  @Matches(/\S/, { message: 'text is not blank' })
  text!: string;

  /** Ids of the users to be told; one that is there twice is told once. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(commentLimits.maxMentions)
  @IsBoundedText(mentionRule, {
    each: true,
    message: `each of mentions is a text of 1 to ${mentionRule.maxLength} characters without control characters`,
    context: mentionContext,
  })
  mentions?: string[] | null;

  /** The comment that this one answers; of the same record. */
  @IsOptional()
  @IsString()
  @MaxLength(commentLimits.maxIdLength)
  parentId?: string | null;
}
