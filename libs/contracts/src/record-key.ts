import { isUtf8 } from 'node:buffer';
import { parseOrgId, type OrgId, type Subject } from '@activity-log/activity';
import { datatypePattern } from './subject-input.js';

/**
 * The Kafka key of everything about a record, `<orgid>/<datatype>/<ownerId>`: it keeps the record's events in one partition.
 * An owner id may hold slashes, the parts before it cannot.
 */
export function recordKey(org: OrgId, { datatype, ownerId }: Pick<Subject, 'datatype' | 'ownerId'>): string {
  return `${org}/${datatype}/${ownerId}`;
}

/** The org that a key of the form of {@link recordKey} names; undefined for any other key, which says nothing of an org. */
export function orgOfRecordKey(key: Buffer | null): OrgId | undefined {
  if (key === null || !isUtf8(key)) return undefined;
  const [, org = '', datatype = ''] = /^([^/]+)\/([^/]+)\/./su.exec(key.toString('utf8')) ?? [];
  return datatypePattern.test(datatype) ? parseOrgId(org) : undefined;
}
