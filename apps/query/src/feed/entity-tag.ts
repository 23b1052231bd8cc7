import { hash } from 'node:crypto';

/** A strong validator (RFC 9110 §8.8.3) of a body: the same bytes have the same tag. */
export function entityTagOf(body: string): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
}

/** Whether an `If-None-Match` names the tag; compared weakly, as RFC 9110 §13.1.2 says. */
export function namesEntityTag(ifNoneMatch: string, tag: string): boolean {
  return ifNoneMatch
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === tag || each === '*');
}
