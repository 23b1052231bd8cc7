import { randomBytes } from 'node:crypto';
import type { OrgId } from '@activity-log/activity';
import { apiKeyDigest, apiKeyEntropyBytes, apiKeySecret } from '@activity-log/store';
import { Command } from 'commander';
import { formatTable } from '../format-table.js';
import { printableText } from '../printable-text.js';
import type { Terminal } from '../terminal.js';
import { ApiKeyMissing } from './api-key-missing.js';
import { keyNameArgument, orgArgument, scopesArgument, spanArgument } from './key-arguments.js';
import { withKeyKeeper } from './with-key-keeper.js';

interface NewKeyOptions {
  readonly org: OrgId;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
}

const idBytes = 12;

/** `apikey create|revoke|list`: the keys with which programs call the API. */
export function apikeyCommand(terminal: Terminal): Command {
  return new Command('apikey')
    .description('the API keys of programs (ADMIN_DATABASE_URL, or the stack of DATA_DIR)')
    .addCommand(createCommand(terminal))
    .addCommand(revokeCommand(terminal))
    .addCommand(listCommand(terminal));
}

function createCommand(terminal: Terminal): Command {
  return new Command('create')
    .description('make a key and print it: alone on standard output, once, since only its digest is kept')
    .requiredOption('--org <id>', 'the org (workspace) it is for', orgArgument)
    .requiredOption('--name <name>', 'what it is for; shown as the author of what it does', keyNameArgument)
    .requiredOption('--scopes <list>', 'comma-separated permissions, e.g. activity:read,activity:audit', scopesArgument)
    .option('--expires <span>', 'how long it holds: a number and one of m, h, d; for ever when left out', spanArgument)
    .action(async ({ org, name, scopes, expires }: NewKeyOptions) => {
      const secret = apiKeySecret(randomBytes(apiKeyEntropyBytes));
      const id = `key_${randomBytes(idBytes).toString('hex')}`;
      const key = { org, id, name, scopes, digest: apiKeyDigest(secret) };
      const expiresAt = expires === undefined ? {} : { expiresAt: new Date(Date.now() + expires) };
      await withKeyKeeper(terminal, (keeper) => keeper.create({ ...key, ...expiresAt }));
      terminal.write(`${secret}\n`);
      terminal.complain(`${id} of ${org}; the key is not shown again\n`);
    });
}

function revokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .description('end a key for ever; every query refuses it within 5 seconds')
    .requiredOption('--org <id>', 'the org (workspace) it is for', orgArgument)
    .argument('<key>', 'its id, as `apikey list` shows it')
    .action(async (id: string, { org }: { readonly org: OrgId }) => {
      const revocation = await withKeyKeeper(terminal, (keeper) => keeper.revoke({ org, id }));
      if (revocation === 'missing') throw new ApiKeyMissing();
      terminal.write(revocation === 'revoked' ? `${id} is revoked\n` : `${id} was revoked before\n`);
    });
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('show the keys that an org ever had, oldest first')
    .requiredOption('--org <id>', 'the org (workspace)', orgArgument)
    .action(async ({ org }: { readonly org: OrgId }) => {
      const keys = await withKeyKeeper(terminal, (keeper) => keeper.list(org));
      const header = ['key', 'name', 'scopes', 'created', 'by', 'expires', 'revoked', 'last used'];
      const rows = keys.map((key) => [
        key.id,
        printableText(Buffer.from(key.name)),
        key.scopes.join(','),
        key.createdAt.toISOString(),
        key.createdBy,
        key.expiresAt?.toISOString() ?? '-',
        key.revokedAt?.toISOString() ?? '-',
        key.lastUsedAt?.toISOString() ?? '-',
      ]);
      terminal.write(formatTable(header, rows));
    });
}
