import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { DevelopmentTokenError, ensureDevelopmentKeys, mintDevelopmentToken } from './development-token.js';

describe('development tokens', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'activity-log-keys-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  const sarah = { org: 'acme', kind: 'user', userId: 'usr_1' } as const;

  async function claimsOf(token: string): Promise<Record<string, unknown>> {
    const { jwksPath } = await ensureDevelopmentKeys(dataDir);
    const keys = createLocalJWKSet(JSON.parse(readFileSync(jwksPath, 'utf8')) as JSONWebKeySet);
    const { payload } = await jwtVerify(token, keys, { issuer: 'activity-log', audience: 'activity-log' });
    return payload;
  }

  it('verify with the public key and carry every permission of their kind', async () => {
    await ensureDevelopmentKeys(dataDir);
    const token = await mintDevelopmentToken({ dataDir, ...sarah, name: 'Sarah Chen', email: 'sarah@example.com' });
    expect(await claimsOf(token)).toMatchObject({
      sub: 'usr_1',
      org: 'acme',
      kind: 'user',
      name: 'Sarah Chen',
      email: 'sarah@example.com',
      permissions: [
        'activity:read',
        'activity:write',
        'activity:audit',
        'activity:erase',
        'comment:write',
        'org:admin',
      ],
    });
  });

  it('carry the given permissions and expiry', async () => {
    await ensureDevelopmentKeys(dataDir);
    const token = await mintDevelopmentToken({ dataDir, ...sarah, permissions: ['activity:read'], expiresIn: '2m' });
    const { permissions, exp, iat } = await claimsOf(token);
    expect(permissions).toEqual(['activity:read']);
    expect(Number(exp) - Number(iat)).toBe(120);
  });

  it('of a customer name the customer and only read', async () => {
    await ensureDevelopmentKeys(dataDir);
    const token = await mintDevelopmentToken({ dataDir, ...sarah, kind: 'customer', customer: 'contact/contact-abc' });
    expect(await claimsOf(token)).toMatchObject({ customer: 'contact/contact-abc', permissions: ['activity:read'] });
  });

  it('are refused when kind and customer contradict each other, or the expiry is no span', async () => {
    await ensureDevelopmentKeys(dataDir);
    const invalid = { code: 'development_token_invalid' };
    await expect(mintDevelopmentToken({ dataDir, ...sarah, kind: 'customer' })).rejects.toMatchObject(invalid);
    await expect(mintDevelopmentToken({ dataDir, ...sarah, customer: 'contact/c' })).rejects.toMatchObject(invalid);
    await expect(mintDevelopmentToken({ dataDir, ...sarah, expiresIn: 'soon' })).rejects.toMatchObject(invalid);
  });

  it('need keys, and say how to get them', async () => {
    const failure = mintDevelopmentToken({ dataDir, ...sarah });
    await expect(failure).rejects.toThrow(DevelopmentTokenError);
    await expect(failure).rejects.toMatchObject({ code: 'development_keys_missing' });
  });

  it('stay valid when the keys are ensured again, and only the owner reads the private key', async () => {
    const { jwksPath, privateKeyPath } = await ensureDevelopmentKeys(dataDir);
    const before = readFileSync(jwksPath, 'utf8');
    await ensureDevelopmentKeys(dataDir);
    expect(readFileSync(jwksPath, 'utf8')).toBe(before);
    expect(before).not.toContain('"d"');
    expect(statSync(privateKeyPath).mode & 0o077).toBe(0);
  });
});
