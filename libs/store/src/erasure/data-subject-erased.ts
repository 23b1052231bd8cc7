import { instantOfDate, type DomainEvent, type OrgId } from '@activity-log/activity';

/** What an erasure did, when, and under which identity the log tells of it. */
export interface DataSubjectErased {
  readonly org: OrgId;
  /** Says nothing of the data subject. */
  readonly eventId: string;
  readonly now: Date;
  readonly erased: number;
  readonly kept: number;
}

/** What the log says of an erasure on request: that there was one and how much went; nothing of whom it was about. */
export function dataSubjectErased({ org, eventId, now, erased, kept }: DataSubjectErased): DomainEvent {
  return {
    org,
    source: '/crm/activity/erasure',
    eventId,
    type: 'data_subject_erased',
    occurredAt: instantOfDate(now),
    subjects: [{ datatype: 'workspace', ownerId: org }],
    user: null,
    metadata: { erased, kept },
  };
}
