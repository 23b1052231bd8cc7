import { instantOfDate, logSource, type DomainEvent, type OrgId } from '@activity-log/activity';

/** What an erasure did, when, and under which identity the log tells of it. */
export interface DataSubjectErased {
  readonly org: OrgId;
  /** Says nothing of the data subject. */
  readonly eventId: string;
  readonly now: Date;
  readonly erased: number;
  readonly kept: number;
  /** The login that erased. */
  readonly by: string;
}

/** What the log says of an erasure on request: that there was one, how much went and which login did it; nothing of whom it was about. */
export function dataSubjectErased({ org, eventId, now, erased, kept, by }: DataSubjectErased): DomainEvent {
  return {
    org,
    source: logSource('erasure'),
    eventId,
    type: 'data_subject_erased',
    occurredAt: instantOfDate(now),
    subjects: [{ datatype: 'workspace', ownerId: org }],
    user: null,
    metadata: { erased, kept, by },
  };
}
