import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TokenIssuer } from '../testing/token-issuer.spec.js';
import { SigningKeys, SigningKeysUnavailable } from './signing-keys.js';

describe('signing keys', () => {
  let now: number;
  let asked: number;
  let answer: () => object | undefined;
  let uri: string;
  let close: () => Promise<void>;
  const clock = { now: () => new Date(now) };

  beforeEach(async () => {
    now = 1_800_000_000_000;
    asked = 0;
    const first = await (await TokenIssuer.create()).publicKeys();
    answer = () => first;
    const server = createServer((_request, response) => {
      asked += 1;
      const body = answer();
      response.writeHead(body ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    close = () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      });
  });

  afterEach(() => close());

  const keysOf = (): SigningKeys =>
    new SigningKeys({ source: { kind: 'uri', uri }, clock, maxAgeMs: 600_000, cooldownMs: 30_000 });

  it('are asked for once, however many requests wait for them', async () => {
    const keys = keysOf();
    const found = await Promise.all([keys.find('es-1'), keys.find('rs-1'), keys.find('es-1')]);
    expect(found.map((key) => key?.alg)).toEqual(['ES256', 'RS256', 'ES256']);
    expect(asked).toBe(1);
  });

  it('are not asked for again within the cooldown, whatever key ids tokens name', async () => {
    const keys = keysOf();
    await keys.find('es-1');
    now += 29_000;
    expect(await keys.find('nobody-1')).toBeUndefined();
    expect(await keys.find('nobody-2')).toBeUndefined();
    expect(asked).toBe(1);
    now += 2_000;
    expect(await keys.find('nobody-3')).toBeUndefined();
    expect(asked).toBe(2);
  });

  it('follow a rotation: a new key works after the cooldown, a withdrawn one stops working', async () => {
    const keys = keysOf();
    await keys.find('es-1');
    const { keys: listed } = await (await TokenIssuer.create()).publicKeys();
    answer = () => ({ keys: listed.map((key) => ({ ...key, kid: `${key.kid ?? ''}-next` })) });
    now += 31_000;
    expect(await keys.find('es-1-next')).toBeDefined();
    expect(await keys.find('es-1')).toBeUndefined();
  });

  it('are kept while the issuer does not answer', async () => {
    const keys = keysOf();
    await keys.find('es-1');
    answer = () => undefined;
    now += 700_000;
    expect(await keys.find('es-1')).toBeDefined();
    expect(asked).toBe(2);
  });

  it('are unavailable, not absent, before the issuer has ever answered, and come as soon as it does', async () => {
    const healthy = answer;
    answer = () => undefined;
    const keys = keysOf();
    await expect(keys.find('es-1')).rejects.toBeInstanceOf(SigningKeysUnavailable);
    answer = healthy;
    expect(await keys.find('es-1')).toBeDefined();
  });

  it('come out of a file as well', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'jwks-'));
    const path = join(directory, 'jwks.json');
    await (await TokenIssuer.create()).writePublicKeys(path);
    const keys = new SigningKeys({ source: { kind: 'file', path }, clock });
    expect((await keys.find('es-1'))?.pem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    await rm(directory, { recursive: true });
  });
});
