import type { EntityManager } from 'typeorm';

/** The schema of the live tables, as it is written in a statement: the first of the search path but for the session's own. */
export async function liveSchema(session: EntityManager): Promise<string> {
  const rows: { live: string }[] = await session.query(`select quote_ident(current_schema()) as live`);
  return rows[0]?.live ?? 'public';
}

/** Does something to the live tables, by statements that name no schema, in a transaction of a session that has shadow tables. */
export async function onLiveTables<T>(tx: EntityManager, work: () => Promise<T>): Promise<T> {
  const [before]: { path: string }[] = await tx.query(`select current_setting('search_path') as path`);
  // Where it is not named, the session's own schema comes first.
  await setSearchPath(tx, `${await liveSchema(tx)}, pg_temp`);
  const done = await work();
  await setSearchPath(tx, before?.path ?? '');
  return done;
}

async function setSearchPath(tx: EntityManager, path: string): Promise<void> {
  await tx.query(`select set_config('search_path', $1::text, true)`, [path]);
}
