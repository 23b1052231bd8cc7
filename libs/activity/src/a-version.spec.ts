import type { Actor, FieldChange } from './activity.js';
import { activityIdOf } from './activity-id.js';
import { parseOrgId, toPosition, type Micros } from './brand.js';
import { instantOf } from './instant.js';
import type { VersionOperation } from './version-operation.js';
import type { VersionedActivity } from './versioned-activity.js';

/** What a spec says of an activity; `at` are seconds since 1970, the position when absent. */
export interface VersionParts {
  readonly position: number;
  readonly at?: number;
  readonly operation?: VersionOperation;
  readonly changes?: readonly FieldChange[];
  readonly user?: Actor | null;
  readonly causationId?: string;
}

/** An activity that changes its record. */
export function aVersion({
  position,
  at = position,
  operation = 'updated',
  changes = [],
  user = { id: 'usr_123' },
  causationId,
}: VersionParts): VersionedActivity {
  const occurredAt = instantOf((BigInt(at) * 1_000_000n) as Micros)!;
  return {
    id: activityIdOf({ org: parseOrgId('acme')!, source: '/crm/deals', eventId: `evt_${position}` }),
    type: `record_${operation}`,
    position: toPosition(BigInt(position)),
    recordedAt: occurredAt,
    occurredAt,
    operation,
    record: { id: 'D-1', module: 'deals' },
    user,
    changes,
    ...(causationId === undefined ? {} : { causationId }),
  };
}
