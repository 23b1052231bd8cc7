import type { EntityManager } from 'typeorm';

/** A transaction of `ActivityLog.transaction`: what is done in it commits together, or not at all. */
export type LogTransaction = EntityManager;
