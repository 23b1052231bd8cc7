import { randomBytes, randomUUID } from 'node:crypto';
import { parseOrgId } from '@activity-log/activity';
import {
  apiKeyDigest,
  apiKeyEntropyBytes,
  ApiKeyKeeper,
  apiKeySecret,
  createStoreDataSource,
} from '@activity-log/store';
import type { LogUnderTest } from '../services/log-under-test.js';
import { ownContact, type PlantedOrg } from './planted-log.js';

/** What a caller sends to say who it is. */
export type CallerHeaders = Readonly<Record<string, string>>;

const permissions = [
  'activity:read',
  'activity:write',
  'activity:audit',
  'activity:erase',
  'comment:write',
  'org:admin',
] as const;

/** Makes the headers of every kind of caller. */
export class Callers {
  readonly #log: LogUnderTest;
  readonly #adminUrl: string;

  constructor({ log, adminUrl }: { readonly log: LogUnderTest; readonly adminUrl: string }) {
    this.#log = log;
    this.#adminUrl = adminUrl;
  }

  /** Staff with this permission alone. */
  staff(org: PlantedOrg, permission: string): Promise<CallerHeaders> {
    return this.#log.headers(org, { userId: 'usr_matrix', name: 'Staff', permissions: [permission] });
  }

  /** Staff with every permission but this one. */
  staffWithout(org: PlantedOrg, permission: string): Promise<CallerHeaders> {
    return this.#log.headers(org, { userId: 'usr_matrix', permissions: permissions.filter((p) => p !== permission) });
  }

  service(org: PlantedOrg, permission: string): Promise<CallerHeaders> {
    return this.#log.headers(org, { kind: 'service', userId: 'svc_matrix', permissions: [permission] });
  }

  customer(org: PlantedOrg): Promise<CallerHeaders> {
    return this.#log.headers(org, { kind: 'customer', userId: 'cus_matrix', customer: `contact/${ownContact}` });
  }

  /** A program with an API key of these scopes. */
  async key(org: PlantedOrg, scopes: readonly string[]): Promise<CallerHeaders> {
    const { authorization } = await this.#key(org, scopes);
    return { orgid: org, authorization };
  }

  /** A program whose API key, of every scope, was revoked before it was ever used. */
  async revokedKey(org: PlantedOrg): Promise<CallerHeaders> {
    const { authorization, revoke } = await this.#key(org, permissions);
    await revoke();
    return { orgid: org, authorization };
  }

  /** Headers that no issuer stands behind. */
  async forged(org: PlantedOrg): Promise<CallerHeaders> {
    const { authorization = '' } = await this.#log.headers(org);
    return { orgid: org, authorization: `${authorization.slice(0, -8)}AAAAAAAA` };
  }

  async #key(
    org: PlantedOrg,
    scopes: readonly string[],
  ): Promise<{ authorization: string; revoke: () => Promise<void> }> {
    const id = `key_${randomUUID()}`;
    const secret = apiKeySecret(randomBytes(apiKeyEntropyBytes));
    const orgId = parseOrgId(org);
    if (!orgId) throw new Error(`not an org: ${org}`);
    await this.#keeping((keeper) =>
      keeper.create({ org: orgId, id, name: 'matrix', scopes, digest: apiKeyDigest(secret) }),
    );
    const revoke = async (): Promise<void> => {
      await this.#keeping((keeper) => keeper.revoke({ org: orgId, id }));
    };
    return { authorization: `Bearer ${secret}`, revoke };
  }

  async #keeping(work: (keeper: ApiKeyKeeper) => Promise<unknown>): Promise<void> {
    const dataSource = createStoreDataSource({
      url: this.#adminUrl,
      role: 'activity_key_keeper',
      poolSize: 1,
      applicationName: 'role-matrix',
    });
    await dataSource.initialize();
    await work(new ApiKeyKeeper(dataSource));
    await dataSource.destroy();
  }
}
