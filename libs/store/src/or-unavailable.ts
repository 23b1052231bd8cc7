import { sqlFaultOf } from './sqlstate.js';
import { StoreUnavailable } from './store-errors.js';

/**
 * Does some work in the database. Throws StoreUnavailable for what may pass when it is tried again: the database is away, or
 * the work lost a race. What else the work throws comes out as it is: a defect tried again fails again.
 */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { kind, sqlState } = sqlFaultOf(error);
    if (kind === 'infrastructure' || kind === 'conflict') throw new StoreUnavailable(sqlState, { cause: error });
    throw error;
  }
}
