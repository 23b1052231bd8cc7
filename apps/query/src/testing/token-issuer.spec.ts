import { writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

/** Claims that a test says otherwise than {@link TokenIssuer.token} does; undefined leaves a claim out. */
export type Claims = Readonly<Record<string, unknown>>;

/** An issuer of tokens with keys of its own, in the way of the operator's `actlog token`. */
export class TokenIssuer {
  readonly #keys: ReadonlyMap<string, Awaited<ReturnType<typeof generateKeyPair>>>;

  private constructor(keys: ReadonlyMap<string, Awaited<ReturnType<typeof generateKeyPair>>>) {
    this.#keys = keys;
  }

  /** An issuer with the keys `es-1` (ES256) and `rs-1` (RS256). */
  static async create(): Promise<TokenIssuer> {
    return new TokenIssuer(
      new Map([
        ['es-1', await generateKeyPair('ES256', { extractable: true })],
        ['rs-1', await generateKeyPair('RS256', { extractable: true })],
      ]),
    );
  }

  async publicKeys(): Promise<{ keys: JWK[] }> {
    const keys = [...this.#keys].map(async ([kid, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid,
      use: 'sig',
      alg: kid === 'rs-1' ? 'RS256' : 'ES256',
    }));
    return { keys: await Promise.all(keys) };
  }

  async writePublicKeys(path: string): Promise<void> {
    await writeFile(path, JSON.stringify(await this.publicKeys()));
  }

  /** A token that holds for Sarah of acme with every permission, but for the given claims and header. */
  token(
    claims: Claims = {},
    header: { readonly alg?: string; readonly kid?: string; readonly [more: string]: unknown } = {},
  ): Promise<string> {
    const kid = header.kid ?? 'es-1';
    const pair = this.#keys.get(kid) ?? this.#keys.get('es-1');
    if (!pair) throw new Error('the issuer has no keys');
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: 'activity-log',
      aud: 'activity-log',
      sub: 'usr_123',
      iat: now,
      exp: now + 600,
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
      ...claims,
    })
      .setProtectedHeader({ alg: kid === 'rs-1' ? 'RS256' : 'ES256', typ: 'JWT', ...header, kid })
      .sign(pair.privateKey);
  }
}
