import type { DataSource, EntityManager } from 'typeorm';

/** What statements run on: any connection of a pool, each for itself, or one transaction. */
export type Statements = DataSource | EntityManager;
