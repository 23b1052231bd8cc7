import type { Activity } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';

/** Activities of an org, all alike but for their ids. */
export function entriesOf(org: string, count: number, overrides: Parameters<typeof anActivity>[0] = {}): Activity[] {
  return Array.from({ length: count }, () => anActivity({ org, ...overrides }));
}
