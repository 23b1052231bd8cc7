import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '@activity-log/platform';
import { loadQueryConfig } from './config.js';

const valid = {
  KAFKA_BROKERS: 'localhost:9092',
  DATABASE_URL: 'postgres://activity_query:secret@localhost/activity',
  CURSOR_SECRET: 'x'.repeat(32),
  JWKS_FILE: '/keys/jwks.json',
};

function breaches(env: Record<string, string>): readonly string[] {
  try {
    loadQueryConfig({ ...valid, ...env });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.breaches.map(({ variable }) => variable);
  }
}

describe('the configuration of query', () => {
  it('has a value for everything but brokers, database, cursor secret and key set', () => {
    expect(loadQueryConfig(valid)).toMatchObject({
      httpPort: 3000,
      httpHost: '127.0.0.1',
      jwtIssuer: 'activity-log',
      jwtAudience: 'activity-log',
      activitiesTopic: 'crm.activities',
      corsOrigins: [],
      jwks: { kind: 'file', path: '/keys/jwks.json' },
    });
  });

  it('refuses a cursor secret of fewer than 32 characters', () => {
    expect(breaches({ CURSOR_SECRET: 'x'.repeat(31) })).toEqual(['CURSOR_SECRET']);
  });

  it('wants exactly one source of keys', () => {
    expect(breaches({ JWKS_URI: 'https://issuer.example/jwks' })).toEqual(['JWKS_FILE, JWKS_URI']);
    expect(breaches({ JWKS_FILE: '' })).toEqual(['JWKS_FILE, JWKS_URI']);
    expect(loadQueryConfig({ ...valid, JWKS_FILE: '', JWKS_URI: 'https://issuer.example/jwks' }).jwks.kind).toBe('uri');
  });

  it('takes origins for CORS, and never a star', () => {
    expect(
      loadQueryConfig({ ...valid, CORS_ORIGINS: 'https://a.example, https://b.example:8443' }).corsOrigins,
    ).toEqual(['https://a.example', 'https://b.example:8443']);
    for (const origins of ['*', 'https://a.example,*', 'https://a.example/path', 'a.example']) {
      expect(breaches({ CORS_ORIGINS: origins })).toEqual(['CORS_ORIGINS']);
    }
  });

  it('takes addresses and networks of proxies to trust, and nothing else', () => {
    expect(loadQueryConfig({ ...valid, TRUSTED_PROXIES: '10.0.0.0/8, ::1,fd00::/8' }).trustedProxies).toEqual([
      '10.0.0.0/8',
      '::1',
      'fd00::/8',
    ]);
    for (const networks of ['*', 'proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.1,', '10.0.0.0/']) {
      expect(breaches({ TRUSTED_PROXIES: networks })).toEqual(['TRUSTED_PROXIES']);
    }
  });

  it('never repeats a value in its message', () => {
    expect(() => loadQueryConfig({ ...valid, CURSOR_SECRET: 'short-but-secret' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('short-but-secret') }),
    );
  });
});
