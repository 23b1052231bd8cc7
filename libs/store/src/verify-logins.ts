import { DataSource } from 'typeorm';
import type { LoginPasswords } from './create-roles.js';
import { loginUrl } from './login-url.js';
import { sqlFaultOf } from './sqlstate.js';
import { LoginPasswordUnknown } from './store-errors.js';

/** Connects once with each given password. Throws {@link LoginPasswordUnknown} for one that the cluster does not take. */
export async function verifyLogins({
  adminUrl,
  passwords,
}: {
  readonly adminUrl: string;
  readonly passwords: LoginPasswords;
}): Promise<void> {
  for (const login of ['activity_ingest', 'activity_query'] as const) {
    const password = passwords[login];
    if (password !== undefined) await verifyLogin({ login, url: loginUrl({ adminUrl, login, password }) });
  }
}

async function verifyLogin({ login, url }: { login: keyof LoginPasswords; url: string }): Promise<void> {
  const connection = new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    applicationName: 'activity-log-migrate',
    installExtensions: false,
  });
  try {
    await connection.initialize();
  } catch (cause) {
    if (sqlFaultOf(cause).sqlState === invalidPassword) throw new LoginPasswordUnknown(login, { cause });
    throw cause;
  }
  await connection.destroy();
}

/** SQLSTATE of a password that is not the login's, and of a login that has none. */
const invalidPassword = '28P01';
