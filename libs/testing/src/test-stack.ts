/** The broker and the database that all tests of a run share. */
export interface TestStack {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** URL of the server's maintenance database, as its administrator. */
  readonly adminUrl: string;
  /** A migrated database that is only ever copied. */
  readonly templateDatabase: string;
  /** Of the logins `activity_ingest` and `activity_query`. */
  readonly passwords: { readonly activity_ingest: string; readonly activity_query: string };
}

/** The environment variable by which the workers of a run hear of its stack. */
export const testStackVariable = 'ACTIVITY_LOG_TEST_STACK';

/** The stack of this run. Throws outside of the Jest project `real`, whose global setup starts it. */
export function testStack(): TestStack {
  const text = process.env[testStackVariable];
  if (text === undefined) throw new Error('no stack is running: only *.int.spec.ts and *.e2e.spec.ts get one');
  return JSON.parse(text) as TestStack;
}
