import { createTopicAdmin, type PartitionLag } from '@activity-log/kafka';
import { createStoreDataSource, Outbox, Projection, type RelayLag } from '@activity-log/store';
import { Command } from 'commander';
import { stackUrlOf } from '../admin-url.js';
import { countOf } from '../count-of.js';
import { formatTable } from '../format-table.js';
import { brokersHelp } from '../settings-help.js';
import { brokersOf, logOf, readSettings, type Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** `lag`: how far ingest is behind the events, and topic and rollups behind the log. */
export function lagCommand(terminal: Terminal): Command {
  return new Command('lag')
    .summary('show how far ingest, relay and rollups are behind')
    .description(
      'Show how far ingest is behind the events, and relay and rollups behind the log: of DATABASE_URL, or of the stack of DATA_DIR when neither it nor KAFKA_BROKERS is set.',
    )
    .addHelpText(
      'after',
      brokersHelp(
        ...(['DOMAIN_EVENTS_TOPIC', 'ACTIVITIES_TOPIC', 'INGEST_GROUP_ID'] as const),
        ...(['DATABASE_URL', 'DATA_DIR', 'POSTGRES_PORT'] as const),
      ),
    )
    .action(async () => {
      const settings = readSettings(terminal);
      const partitions = await ingestLag(settings, terminal);
      const rows = partitions.map(({ partition, committed, end, lag }) => [
        String(partition),
        committed?.toString() ?? '-',
        end.toString(),
        lag.toString(),
      ]);
      const total = partitions.reduce((sum, { lag }) => sum + lag, 0n);
      terminal.write(formatTable(['partition', 'committed', 'end', 'lag'], rows));
      terminal.write(
        `${settings.groupId} is ${countOf(total, 'record')} behind the end of ${settings.domainEventsTopic}\n`,
      );
      const url = databaseOf(settings);
      if (url === undefined) {
        terminal.complain(
          'relay and rollups are not shown: set DATABASE_URL, or DATA_DIR to that of a stack that npm start has run\n',
        );
        return;
      }
      const relay = await relayLag(url);
      terminal.write(
        `${settings.activitiesTopic} is ${countOf(relay.rows, 'activity', 'activities')} and ${relay.seconds.toFixed(1)} s behind the log\n`,
      );
      terminal.write(`the rollups are ${countOf(await projectionLag(url), 'activity', 'activities')} behind the log\n`);
    });
}

/** DATABASE_URL, else the stack's; but beside named brokers the stack's log could be another one than theirs. */
function databaseOf(settings: Settings): string | undefined {
  return settings.databaseUrl ?? (settings.brokers === undefined ? stackUrlOf(settings) : undefined);
}

async function ingestLag(settings: Settings, terminal: Terminal): Promise<readonly PartitionLag[]> {
  const admin = createTopicAdmin({ brokers: brokersOf(settings), clientId: 'actlog', log: logOf(terminal, settings) });
  try {
    return await admin.groupLag({ groupId: settings.groupId, topic: settings.domainEventsTopic });
  } finally {
    await admin.stop();
  }
}

async function relayLag(url: string): Promise<RelayLag> {
  const relay = createStoreDataSource({ url, role: 'activity_relay', poolSize: 1, applicationName: 'actlog' });
  await relay.initialize();
  try {
    return await new Outbox(relay).lag();
  } finally {
    await relay.destroy();
  }
}

async function projectionLag(url: string): Promise<number> {
  const projector = createStoreDataSource({ url, role: 'activity_projector', poolSize: 1, applicationName: 'actlog' });
  await projector.initialize();
  try {
    return await new Projection(projector).lag();
  } finally {
    await projector.destroy();
  }
}
