import type { Activity } from '@activity-log/activity';
import { ActivityLog, createStoreDataSource } from '@activity-log/store';
import type { TestDatabase } from '@activity-log/testing';

/** A writer of a test's database, in the way of ingest. Close it. */
export class TestWriter {
  readonly #dataSource: ReturnType<typeof createStoreDataSource>;
  readonly #log: ActivityLog;

  private constructor(dataSource: ReturnType<typeof createStoreDataSource>) {
    this.#dataSource = dataSource;
    this.#log = new ActivityLog(dataSource);
  }

  static async open({ ingestUrl }: TestDatabase): Promise<TestWriter> {
    const dataSource = createStoreDataSource({
      url: ingestUrl,
      role: 'activity_appender',
      poolSize: 4,
      applicationName: 'test-writer',
    });
    await dataSource.initialize();
    return new TestWriter(dataSource);
  }

  /** Appends in one transaction. Throws unless every one of them is new. */
  async append(...activities: readonly Activity[]): Promise<void> {
    const outcomes = await this.#log.append(activities);
    const other = outcomes.find(({ kind }) => kind !== 'appended');
    if (other) throw new Error(`not appended: ${other.kind}`);
  }

  async close(): Promise<void> {
    await this.#dataSource.destroy();
  }
}
