import { randomBytes, randomUUID } from 'node:crypto';
import { parseOrgId } from '@activity-log/activity';
import { apiKeyDigest, ApiKeyKeeper, apiKeySecret, createStoreDataSource } from '@activity-log/store';
import type { TestDatabase } from '@activity-log/testing';

/** A key as its maker sees it. */
export interface MadeKey {
  readonly id: string;
  readonly secret: string;
}

/** Makes API keys in a test's database, in the way of the operator's `actlog apikey`. Close it. */
export class KeyMaker {
  readonly #dataSource: ReturnType<typeof createStoreDataSource>;
  readonly #keeper: ApiKeyKeeper;

  private constructor(dataSource: ReturnType<typeof createStoreDataSource>) {
    this.#dataSource = dataSource;
    this.#keeper = new ApiKeyKeeper(dataSource);
  }

  static async open({ adminUrl: url }: TestDatabase): Promise<KeyMaker> {
    const dataSource = createStoreDataSource({
      url,
      role: 'activity_key_keeper',
      poolSize: 1,
      applicationName: 'key-maker',
    });
    await dataSource.initialize();
    return new KeyMaker(dataSource);
  }

  /** A key of acme with `activity:read`, but for what is given. */
  async make({
    org = 'acme',
    scopes = ['activity:read'],
    expiresAt,
  }: {
    readonly org?: string;
    readonly scopes?: readonly string[];
    readonly expiresAt?: Date;
  } = {}): Promise<MadeKey> {
    const secret = apiKeySecret(randomBytes(32));
    const id = `key_${randomUUID()}`;
    await this.#keeper.create({
      org: orgOf(org),
      id,
      name: 'Lead scoring',
      scopes,
      digest: apiKeyDigest(secret),
      ...(expiresAt ? { expiresAt } : {}),
    });
    return { id, secret };
  }

  async revoke(id: string): Promise<void> {
    await this.#keeper.revoke({ org: orgOf('acme'), id });
  }

  /** When a key of acme was last used, as far as it is written. */
  async lastUsed(id: string): Promise<Date | undefined> {
    return (await this.#keeper.list(orgOf('acme'))).find((key) => key.id === id)?.lastUsedAt;
  }

  async close(): Promise<void> {
    await this.#dataSource.destroy();
  }
}

function orgOf(text: string): NonNullable<ReturnType<typeof parseOrgId>> {
  const org = parseOrgId(text);
  if (!org) throw new Error('not an org');
  return org;
}
