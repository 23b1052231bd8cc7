const prefix = '/crm/activity/';

/** The CloudEvents source of what the log itself records through one of its parts; no publisher may send one. */
export function logSource(part: string): string {
  return `${prefix}${part}`;
}

/**
 * Whether only the log itself speaks under a source. An activity's id is a function of its source: who may choose these could
 * take the id of a comment, or of the deletion that is still to come.
 */
export function isLogSource(source: string): boolean {
  return source.startsWith(prefix);
}
