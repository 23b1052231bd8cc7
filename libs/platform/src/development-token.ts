import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';

/** Who a token is for: staff, a customer who sees their own timeline, or another program. */
export type DevelopmentTokenKind = 'user' | 'customer' | 'service';

/** What a token says. */
export interface DevelopmentTokenOptions {
  /** Holds the key that the running stack trusts. */
  readonly dataDir: string;
  readonly org: string;
  readonly kind: DevelopmentTokenKind;
  readonly userId: string;
  readonly name?: string;
  readonly email?: string;
  /** Every permission of the kind when absent. */
  readonly permissions?: readonly string[];
  /** `contact/contact-abc`; for a customer, and only for one. */
  readonly customer?: string;
  /** A span such as `30m`, `1h` or `7d`; one hour when absent. */
  readonly expiresIn?: string;
}

/** Where the development keys are. */
export interface DevelopmentKeys {
  /** The public key as a JWK set, for JWKS_FILE. */
  readonly jwksPath: string;
  /** The private key as a JWK; only its owner can read it. */
  readonly privateKeyPath: string;
}

/** A development token cannot be made: no keys yet, or options that contradict each other. */
export class DevelopmentTokenError extends Error {
  override readonly name = 'DevelopmentTokenError';
  readonly retry = 'never';

  constructor(
    readonly code: 'development_keys_missing' | 'development_token_invalid',
    message: string,
  ) {
    super(message);
  }
}

/** The issuer and the audience of development tokens, and what the services expect unless told otherwise. */
const issuer = 'activity-log';
const audience = 'activity-log';
const algorithm = 'ES256';

/** What a token may do unless it says otherwise. Comments are a matter of staff; customers read. */
const permissionsByKind: Readonly<Record<DevelopmentTokenKind, readonly string[]>> = {
  user: ['activity:read', 'activity:write', 'activity:audit', 'activity:erase', 'comment:write', 'org:admin'],
  service: ['activity:read', 'activity:write', 'activity:audit', 'activity:erase', 'org:admin'],
  customer: ['activity:read'],
};

/**
 * Makes the ES256 key pair of a data directory when there is none; the same one ever after. For development only: whoever reads
 * the directory can make any token.
 */
export async function ensureDevelopmentKeys(dataDir: string): Promise<DevelopmentKeys> {
  const keys = pathsIn(dataDir);
  if (!existsSync(keys.privateKeyPath)) {
    mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    writeWhole(keys.privateKeyPath, await named(await exportJWK(privateKey)));
  }
  // Derived anew each time, so that the two files cannot disagree.
  const { kty, crv, x, y, kid, alg } = readPrivateKey(keys.privateKeyPath);
  writeWhole(keys.jwksPath, { keys: [{ kty, crv, x, y, kid, alg, use: 'sig' }] });
  return keys;
}

/**
 * A signed JWT that the stack of this data directory accepts.
 * Throws a DevelopmentTokenError when that stack has never been started, or when the options make no token.
 */
export async function mintDevelopmentToken(options: DevelopmentTokenOptions): Promise<string> {
  const { dataDir, org, kind, userId, name, email, permissions, customer, expiresIn = '1h' } = options;
  const { privateKeyPath } = pathsIn(dataDir);
  if (!existsSync(privateKeyPath)) {
    throw new DevelopmentTokenError(
      'development_keys_missing',
      `there are no development keys in ${join(dataDir, 'keys')}: run npm start once, or set DATA_DIR to the directory it runs with`,
    );
  }
  if ((kind === 'customer') !== (customer !== undefined)) {
    throw new DevelopmentTokenError(
      'development_token_invalid',
      'a token of the kind customer, and no other, names the customer, such as contact/contact-abc',
    );
  }
  const key = readPrivateKey(privateKeyPath);
  const claims = {
    org,
    kind,
    permissions: [...(permissions ?? permissionsByKind[kind])],
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(customer === undefined ? {} : { customer }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(checkedSpan(expiresIn))
    .sign(await importJWK(key, algorithm));
}

function checkedSpan(span: string): string {
  if (/^[1-9]\d{0,5}[smhd]$/.test(span)) return span;
  throw new DevelopmentTokenError(
    'development_token_invalid',
    'the expiry is a number and one of s, m, h, d, such as 30m or 1h',
  );
}

function pathsIn(dataDir: string): DevelopmentKeys {
  return {
    jwksPath: join(dataDir, 'keys', 'jwks.json'),
    privateKeyPath: join(dataDir, 'keys', 'private.jwk.json'),
  };
}

async function named(jwk: JWK): Promise<JWK> {
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm };
}

function readPrivateKey(path: string): JWK {
  return JSON.parse(readFileSync(path, 'utf8')) as JWK;
}

/** Renamed into place, so that a reader sees a whole file or none. */
function writeWhole(path: string, content: object): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}
