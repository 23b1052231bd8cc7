import { isCustomerDatatype, isPlan, plans, type Plan, type Subject } from '@activity-log/activity';
import { InvalidArgumentError } from 'commander';

type RecordKey = Pick<Subject, 'datatype' | 'ownerId'>;

/** Parses a record such as `deal/d-1`; the id may have slashes. */
export function recordArgument(text: string): RecordKey {
  const [, datatype, ownerId] = /^([a-z][a-z0-9_]{0,63})\/(.{1,256})$/s.exec(text) ?? [];
  if (datatype === undefined || ownerId === undefined) {
    throw new InvalidArgumentError('It must be a datatype, a slash and an id, such as deal/d-1.');
  }
  return { datatype, ownerId };
}

/** Parses the record of a customer, such as `contact/contact-abc`. */
export function customerArgument(text: string): RecordKey {
  const record = recordArgument(text);
  if (isCustomerDatatype(record.datatype)) return record;
  throw new InvalidArgumentError('A customer is a contact, a lead or a merchant, such as contact/contact-abc.');
}

/** Parses a plan. */
export function planArgument(text: string): Plan {
  if (isPlan(text)) return text;
  throw new InvalidArgumentError(`A plan is one of ${plans.join(', ')}.`);
}
