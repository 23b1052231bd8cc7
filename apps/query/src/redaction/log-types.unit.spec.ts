import { describe, expect, it } from '@jest/globals';
import {
  activityIdOf,
  catalogueBreaches,
  isLogSource,
  isLogType,
  parseOrgId,
  toPosition,
} from '@activity-log/activity';
import type { UserPrincipal } from '../auth/principal.js';
import { activityExported } from '../export/exported-event.js';
import { redactionEvent } from './redaction-event.js';

const org = parseOrgId('acme')!;
const principal: UserPrincipal = { kind: 'user', org, id: 'usr_123', name: 'Sarah Chen', permissions: new Set() };
const now = new Date('2026-11-22T08:00:00Z');

describe('what the log says of what was done to it', () => {
  it.each([
    [
      'a deletion',
      redactionEvent(
        { position: toPosition(1n), type: 'note_added', record: { datatype: 'deal', ownerId: 'D-1' } },
        { id: activityIdOf({ org, source: '/crm', eventId: 'e-1' }), principal, now, trace: {} },
      ),
    ],
    [
      'an export',
      activityExported({ id: 'e-1', principal, format: 'csv', filters: {}, since: toPosition(0n), now, trace: {} }),
    ],
  ])('is what its type promises: %s', (_, event) => {
    expect([isLogType(event.type), isLogSource(event.source), catalogueBreaches(event)]).toEqual([true, true, []]);
  });
});
