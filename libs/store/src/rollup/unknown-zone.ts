import { sqlFaultOf } from '../sqlstate.js';

/** SQLSTATE of a zone that the database does not know. */
const invalidParameterValue = '22023';

/** Whether a statement failed because the database does not know the time zone that it was given. */
export function isUnknownZone(error: unknown): boolean {
  return sqlFaultOf(error).sqlState === invalidParameterValue;
}
