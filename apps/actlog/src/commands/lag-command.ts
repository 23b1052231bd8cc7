import { createTopicAdmin, type PartitionLag } from '@activity-log/kafka';
import { createStoreDataSource, Outbox, Projection, type RelayLag } from '@activity-log/store';
import { Command } from 'commander';
import { formatTable } from '../format-table.js';
import { brokersOf, logOf, readSettings, type Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** `lag`: how far ingest is behind the events, and, with DATABASE_URL, topic and rollups behind the log. */
export function lagCommand(terminal: Terminal): Command {
  return new Command('lag')
    .description(
      'show how far ingest is behind the events, and with DATABASE_URL (login activity_query) how far relay and rollups are behind the log',
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
        `${settings.groupId} is ${total.toString()} records behind the end of ${settings.domainEventsTopic}\n`,
      );
      if (settings.databaseUrl === undefined) return;
      const relay = await relayLag(settings.databaseUrl);
      terminal.write(
        `${settings.activitiesTopic} is ${relay.rows} activities and ${relay.seconds.toFixed(1)} s behind the log\n`,
      );
      terminal.write(`the rollups are ${await projectionLag(settings.databaseUrl)} activities behind the log\n`);
    });
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
