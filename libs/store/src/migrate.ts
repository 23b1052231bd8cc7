import { DataSource } from 'typeorm';
import { createRoles, type ExistingLogins, type LoginPasswords } from './create-roles.js';
import { verifyLogins } from './verify-logins.js';
import { ActivityLog1763800000000 } from './migrations/1763800000000-activity-log.js';
import { Feeds1763800100000 } from './migrations/1763800100000-feeds.js';
import { Rollups1763800200000 } from './migrations/1763800200000-rollups.js';
import { RollupUpkeep1763800210000 } from './migrations/1763800210000-rollup-upkeep.js';
import { CommentsAndIdempotency1763800300000 } from './migrations/1763800300000-comments-and-idempotency.js';
import { CommentRebuild1763800310000 } from './migrations/1763800310000-comment-rebuild.js';
import { ApiKeysAndRateLimit1763800400000 } from './migrations/1763800400000-api-keys-and-rate-limit.js';
import { RecordVersions1763800500000 } from './migrations/1763800500000-record-versions.js';
import { Erasure1763800600000 } from './migrations/1763800600000-erasure.js';
import { RecordsByUser1763800700000 } from './migrations/1763800700000-records-by-user.js';
import { CustodianRights1763800710000 } from './migrations/1763800710000-custodian-rights.js';
import { ErasedAnswers1763800610000 } from './migrations/1763800610000-erased-answers.js';
import { CommentCounter1763800620000 } from './migrations/1763800620000-comment-counter.js';
import { PlanSince1763800630000 } from './migrations/1763800630000-plan-since.js';

/** What a migration needs. */
export interface MigrateOptions {
  /** URL of a role that may create roles and tables; it owns what it creates. */
  readonly adminUrl: string;
  /** Passwords of the services' logins; absent ones are left as they are. */
  readonly passwords?: LoginPasswords;
  /**
   * `set-password` when absent. With `keep`, a password is given to a login that this call creates and to no other, and each
   * is tried before anything is created in the database.
   */
  readonly existingLogins?: ExistingLogins;
}

/**
 * Brings roles and schema to this version; the names of the migrations it ran. Safe to run again, and by several at once:
 * a lock in the database lets one through at a time. Throws {@link LoginPasswordUnknown} when a login is kept that has another
 * password.
 */
export async function migrate({
  adminUrl,
  passwords = {},
  existingLogins = 'set-password',
}: MigrateOptions): Promise<readonly string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: adminUrl,
    applicationName: 'activity-log-migrate',
    installExtensions: false,
    migrations: [
      ActivityLog1763800000000,
      Feeds1763800100000,
      Rollups1763800200000,
      RollupUpkeep1763800210000,
      CommentsAndIdempotency1763800300000,
      CommentRebuild1763800310000,
      ApiKeysAndRateLimit1763800400000,
      RecordVersions1763800500000,
      Erasure1763800600000,
      RecordsByUser1763800700000,
      CustodianRights1763800710000,
      ErasedAnswers1763800610000,
      CommentCounter1763800620000,
      PlanSince1763800630000,
    ],
    migrationsTableName: 'migration',
  });
  await dataSource.initialize();
  try {
    const lock = dataSource.createQueryRunner();
    await lock.query(`select pg_advisory_lock(hashtext('activity_log.migrate'))`);
    try {
      await createRoles(lock, { passwords, existingLogins });
      if (existingLogins === 'keep') await verifyLogins({ adminUrl, passwords });
      const ran = await dataSource.runMigrations({ transaction: 'each' });
      return ran.map((migration) => migration.name);
    } finally {
      await lock.query(`select pg_advisory_unlock(hashtext('activity_log.migrate'))`);
      await lock.release();
    }
  } finally {
    await dataSource.destroy();
  }
}
