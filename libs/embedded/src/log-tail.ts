import { readFileSync } from 'node:fs';

/** The end of a log file, with every one of the secrets and the passwords in URLs made unreadable. Empty when there is no file. */
export function logTail({ path, lines, secrets }: { path: string; lines: number; secrets: readonly string[] }): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return '';
  }
  return redact(text.trimEnd().split('\n').slice(-lines).join('\n'), secrets);
}

/** A text without secrets. */
export function redact(text: string, secrets: readonly string[]): string {
  const withoutUrlPasswords = text.replace(/(\/\/[^:/@\s]*):[^@/\s]+@/g, '$1:***@');
  return secrets
    .filter((secret) => secret.length > 0)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), withoutUrlPasswords);
}
