import { describe, expect, it } from '@jest/globals';
import { catalogueBreaches, isLogSource, isLogType, parseOrgId } from '@activity-log/activity';
import { dataSubjectErased } from './data-subject-erased.js';

describe('what the log says of an erasure on request', () => {
  it('is what its type in the table of the log promises', () => {
    const event = dataSubjectErased({
      org: parseOrgId('acme')!,
      eventId: 'e-1',
      now: new Date(0),
      by: 'postgres',
      erased: 3,
      kept: 0,
    });
    expect([isLogType(event.type), isLogSource(event.source), catalogueBreaches(event)]).toEqual([true, true, []]);
  });
});
