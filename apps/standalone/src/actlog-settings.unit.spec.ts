import { describe, expect, it } from '@jest/globals';
import { actlogSettings } from './actlog-settings.js';
import { readStandaloneConfig } from './config.js';

const settingsOf = (env: Readonly<Record<string, string>>) => actlogSettings(readStandaloneConfig(env));

describe('the settings with which actlog finds a stack', () => {
  it('are none for a stack that runs as it does unless told otherwise', () => {
    expect(settingsOf({ HTTP_PORT: '3100', DEMO: 'off' })).toEqual({});
  });

  it('are its data directory and its ports where these are others', () => {
    expect(settingsOf({ DATA_DIR: '/var/lib/log', KAFKA_PORT: '9192', POSTGRES_PORT: '5532' })).toEqual({
      DATA_DIR: '/var/lib/log',
      KAFKA_PORT: '9192',
      POSTGRES_PORT: '5532',
    });
  });

  it('name existing brokers, and never the URL of an existing database, which has a password', () => {
    const DATABASE_URL = 'postgres://admin:hunter2@db/log';
    expect(settingsOf({ DATABASE_URL, POSTGRES_PORT: '5532', KAFKA_BROKERS: 'a:1,b:2', KAFKA_PORT: '9192' })).toEqual({
      KAFKA_BROKERS: 'a:1,b:2',
    });
  });
});
