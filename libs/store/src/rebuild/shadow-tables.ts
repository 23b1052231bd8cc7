import type { EntityManager } from 'typeorm';
import { readModels } from './read-models.js';

/**
 * Creates an empty table of the session under the name of each read model. PostgreSQL looks up a session's tables first, so
 * from then on, on this connection, the very statements that write the live tables write these.
 */
export async function createShadowTables(session: EntityManager): Promise<void> {
  for (const { table } of readModels) {
    await session.query(`create temporary table ${table} (like ${table} including all)`);
  }
}

/** Drops what {@link createShadowTables} created, as far as it came. */
export async function dropShadowTables(session: EntityManager): Promise<void> {
  for (const { table } of readModels) await session.query(`drop table if exists pg_temp.${table}`);
}
