import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A secret of this data directory by its name: 43 characters of base64url (256 random bits), made on first use and the
 * same ever after. Kept in `<dataDir>/secrets.json`, which only its owner can read.
 *
 * The holder of the data directory makes secrets; others only read what is there.
 */
export function readOrCreateSecret(dataDir: string, name: string): string {
  const secrets = readSecrets(dataDir);
  const known = secrets[name];
  if (known !== undefined) return known;
  const secret = randomBytes(32).toString('base64url');
  const path = join(dataDir, 'secrets.json');
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const draft = `${path}.${process.pid}.new`;
  // Renamed into place, so that a crash leaves the old file or the new one, never half of it.
  writeFileSync(draft, `${JSON.stringify({ ...secrets, [name]: secret }, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, path);
  return secret;
}

/** Every secret of the data directory by name; none when there is no file yet. */
export function readSecrets(dataDir: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
