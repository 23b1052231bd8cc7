import type { OrgId } from '@activity-log/activity';
import type { CustomerRecord, Permission } from '@activity-log/contracts';

/** What every caller has, whoever it is. */
interface Caller {
  readonly org: OrgId;
  /** The token's subject. */
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** A member of staff. */
export interface UserPrincipal extends Caller {
  readonly kind: 'user';
}

/** A program of the org. */
export interface ServicePrincipal extends Caller {
  readonly kind: 'service';
}

/** A customer: sees the timeline of one record, and of that only what is meant for customers. */
export interface CustomerPrincipal extends Caller {
  readonly kind: 'customer';
  readonly customer: CustomerRecord;
}

/** Who makes a request, out of a verified token. */
export type Principal = UserPrincipal | ServicePrincipal | CustomerPrincipal;
