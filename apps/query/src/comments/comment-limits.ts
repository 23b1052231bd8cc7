import { eventLimits } from '@activity-log/contracts';

/** Bounds of a comment, in characters (UTF-16 code units) unless the name says otherwise. */
export const commentLimits = Object.freeze({
  /** The text is the summary of its activity. */
  maxTextLength: eventLimits.maxSummaryLength,
  /** Mentions, repeated ones among them. */
  maxMentions: 50,
  maxPreviewLength: 100,
  /** Of a text that is looked up as an id; own ones have 36. */
  maxIdLength: 64,
});
