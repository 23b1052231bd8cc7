import type { LoginPasswords } from './create-roles.js';

/** Whose URL, and to which database. */
export interface LoginUrlParts {
  readonly adminUrl: string;
  readonly login: keyof LoginPasswords;
  readonly password: string;
}

/** The URL of a service's login to the database that the administrator's URL names. Holds the password: not for logs. */
export function loginUrl({ adminUrl, login, password }: LoginUrlParts): string {
  const url = new URL(adminUrl);
  url.username = login;
  url.password = encodeURIComponent(password);
  return url.href;
}
