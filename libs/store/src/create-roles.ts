import type { QueryRunner } from 'typeorm';
import type { StoreRole } from './data-source.js';

/** Passwords of the logins that the services connect with. */
export interface LoginPasswords {
  readonly activity_ingest?: string;
  readonly activity_query?: string;
}

/** The jobs; none can log in, none owns anything. */
const jobs: readonly StoreRole[] = [
  'activity_appender',
  'activity_reader',
  'activity_relay',
  'activity_projector',
  'activity_rebuilder',
  'activity_authenticator',
  'activity_key_keeper',
  'activity_limiter',
  'activity_eraser',
  'activity_custodian',
];

/** The logins and the jobs that each may take on. A login has no rights of its own: NOINHERIT, and `role` is set at connect. */
const logins: Readonly<Record<keyof LoginPasswords, readonly StoreRole[]>> = {
  activity_ingest: ['activity_appender'],
  activity_query: [
    'activity_appender',
    'activity_reader',
    'activity_relay',
    'activity_projector',
    'activity_authenticator',
    'activity_limiter',
    'activity_eraser',
  ],
};

/**
 * What to do about a login that is there already. Logins belong to the cluster, not to the database: others may run with the
 * password it has, and `keep` leaves it alone.
 */
export type ExistingLogins = 'keep' | 'set-password';

/** What the logins are to become. */
export interface LoginSettings {
  readonly passwords: LoginPasswords;
  readonly existingLogins: ExistingLogins;
}

/** Creates the roles that are missing, with the given passwords, and lets the logins connect to this database. */
export async function createRoles(db: QueryRunner, { passwords, existingLogins }: LoginSettings): Promise<void> {
  for (const job of jobs) await createRole(db, `${job} nologin`);
  // No service rebuilds, makes keys or keeps holds: whoever may migrate may take on those jobs, and erase on request.
  await db.query(
    'grant activity_rebuilder, activity_key_keeper, activity_custodian, activity_appender, activity_eraser to current_user',
  );
  for (const [login, mayBe] of Object.entries(logins)) {
    const password = passwords[login as keyof LoginPasswords];
    const withPassword = password === undefined ? '' : ` password ${await literal(db, password)}`;
    await createRole(db, `${login} login noinherit${withPassword}`);
    await db.query(`grant ${mayBe.join(', ')} to ${login}`);
    if (password !== undefined && existingLogins === 'set-password')
      await db.query(`alter role ${login}${withPassword}`);
  }
  // Database names come from the connection itself, so quote_ident is all they need.
  await db.query(`do $$ begin
    execute format('grant connect on database %I to ${Object.keys(logins).join(', ')}', current_database());
    -- A rebuild builds beside the live tables.
    execute format('grant temporary on database %I to activity_rebuilder', current_database());
  end $$`);
}

async function createRole(db: QueryRunner, definition: string): Promise<void> {
  const body = `begin create role ${definition}; exception when duplicate_object or unique_violation then null; end`;
  // As a literal, since a password may hold any dollar quote.
  await db.query(`do ${await literal(db, body)}`);
}

/** The text as a literal: statements about roles take no parameters. */
async function literal(db: QueryRunner, value: string): Promise<string> {
  const rows = (await db.query('select quote_literal($1::text) as literal', [value])) as [{ literal: string }];
  return rows[0].literal;
}
