import type { DataSource } from 'typeorm';

/** Says that the key with this digest was used at `at`, unless a later use is known. `authenticator` acts as `activity_authenticator`. */
export async function markKeyUsed(
  authenticator: DataSource,
  { digest, at }: { readonly digest: string; readonly at: Date },
): Promise<void> {
  await authenticator.transaction(async (tx) => {
    await tx.query(`select set_config('activity_log.api_key_digest', $1::text, true)`, [digest]);
    await tx.query(
      `update api_key
          set last_used_at = $2::timestamptz
        where secret_digest = decode($1::text, 'hex')
          and (last_used_at is null or last_used_at < $2::timestamptz)`,
      [digest, at],
    );
  });
}
