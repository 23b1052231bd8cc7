/** The URL of another database, or for another login, on the same server. */
export function databaseUrl(
  url: string,
  { database, login }: { database: string; login?: { user: string; password: string } },
): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (login) {
    changed.username = encodeURIComponent(login.user);
    changed.password = encodeURIComponent(login.password);
  }
  return changed.href;
}
