import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { defaulted, loadConfig, optional, required } from './load-config.js';
import { brokerList, kafkaName, oneOf, port, text, url, wholeNumber, type Rule } from './rule.js';

const schema = {
  brokers: required('KAFKA_BROKERS', brokerList),
  port: defaulted('HTTP_PORT', port, 3000),
  secret: optional('CURSOR_SECRET', text({ minLength: 32 })),
};

function breachesOf(env: Record<string, string>): string {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('the environment was accepted');
}

describe('loadConfig', () => {
  it('reads typed values and freezes them', () => {
    const config = loadConfig(schema, { KAFKA_BROKERS: 'a:9092, b:9093', HTTP_PORT: '0' });
    expect(config).toEqual({ brokers: ['a:9092', 'b:9093'], port: 0, secret: undefined });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes an empty variable as left out', () => {
    expect(loadConfig(schema, { KAFKA_BROKERS: 'a:1', HTTP_PORT: '', CURSOR_SECRET: '' })).toMatchObject({
      port: 3000,
    });
  });

  it('names every bad variable and its rule', () => {
    expect(breachesOf({ HTTP_PORT: '70000' })).toBe(
      'invalid configuration\nKAFKA_BROKERS: is required, host:port, several separated by commas\nHTTP_PORT: must be a whole number from 0 to 65535',
    );
  });

  it('never repeats a value, which may be a secret', () => {
    expect(breachesOf({ KAFKA_BROKERS: 'a:1', CURSOR_SECRET: 'hunter2' })).not.toContain('hunter2');
  });
});

describe('the rules of variables', () => {
  const refused: readonly (readonly [string, Rule<unknown>, string])[] = [
    ['a negative number', wholeNumber({ min: 0, max: 9 }), '-1'],
    ['a fraction', wholeNumber({ min: 0, max: 9 }), '1.5'],
    ['an exponent', wholeNumber({ min: 0, max: 9_999 }), '1e3'],
    ['a number with a space', wholeNumber({ min: 0, max: 9 }), ' 1'],
    ['a broker without a port', brokerList, 'kafka'],
    ['an empty broker', brokerList, 'a:1,,b:2'],
    ['a URL of another scheme', url(['postgres']), 'http://db/x'],
    ['what is no URL', url(['postgres']), 'postgres//db'],
    ['a topic with a slash', kafkaName, 'crm/events'],
    ['a word that is not on the list', oneOf(['on', 'off']), 'ON'],
  ];
  it.each(refused)('refuse %s', (_case, rule, value) => {
    expect(rule.read(value)).toBeUndefined();
  });

  it('accept what they describe', () => {
    expect(wholeNumber({ min: 1, max: 9 }).read('9')).toBe(9);
    expect(brokerList.read('[::1]:9092,kafka-1.example:9092')).toEqual(['[::1]:9092', 'kafka-1.example:9092']);
    expect(url(['postgres', 'postgresql']).read('postgresql://u:p@db:5432/x')).toBe('postgresql://u:p@db:5432/x');
    expect(oneOf(['on', 'off']).read('off')).toBe('off');
  });
});
