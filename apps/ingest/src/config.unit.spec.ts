import { describe, expect, it } from '@jest/globals';
import { readIngestConfig } from './config.js';

const enough = { KAFKA_BROKERS: 'localhost:9092', DATABASE_URL: 'postgres://activity_ingest:pw@localhost/crm' };

describe('the configuration of ingest', () => {
  it('needs a broker and a database, and has a default for everything else', () => {
    expect(readIngestConfig(enough)).toEqual({
      brokers: ['localhost:9092'],
      databaseUrl: 'postgres://activity_ingest:pw@localhost/crm',
      httpHost: '127.0.0.1',
      httpPort: 3001,
      domainEventsTopic: 'crm.domain-events',
      deadLetterTopic: 'crm.domain-events.dlt',
      groupId: 'activity-log-ingest',
      batchRecords: 500,
      concurrency: 3,
      poolSize: 4,
      logLevel: 'info',
    });
    expect(() => readIngestConfig({})).toThrow(/KAFKA_BROKERS: .*\nDATABASE_URL: /);
  });

  it.each([
    ['INGEST_BATCH_RECORDS', '0'],
    ['INGEST_CONCURRENCY', '33'],
    ['INGEST_POOL_SIZE', 'many'],
    ['INGEST_HTTP_PORT', '65536'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://crm:sesame@db/crm'],
    ['DEAD_LETTER_TOPIC', 'crm/dead'],
  ])('refuses a bad %s by its name and rule, without its value', (variable, value) => {
    const read = (): unknown => readIngestConfig({ ...enough, [variable]: value });
    expect(read).toThrow(new RegExp(`^invalid configuration\n${variable}: must be `));
    expect(read).not.toThrow(/sesame|many|loud|crm\/dead/);
  });
});
