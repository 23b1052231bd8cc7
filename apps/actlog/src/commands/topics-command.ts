import { activityLogTopics, createTopicAdmin } from '@activity-log/kafka';
import { Command } from 'commander';
import { wholeNumberArgument } from '../whole-number-argument.js';
import { brokersHelp } from '../settings-help.js';
import { brokersOf, logOf, readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** `topics create`: the topics of the log, those that exist left as they are. */
export function topicsCommand(terminal: Terminal): Command {
  const create = new Command('create')
    .summary('create the topics that are missing')
    .description('Create the topics that are missing. Those that exist are left as they are.')
    .option('--replication-factor <n>', 'copies of each partition', wholeNumberArgument({ min: 1, max: 32 }), 1)
    .addHelpText('after', brokersHelp('DOMAIN_EVENTS_TOPIC', 'DEAD_LETTER_TOPIC', 'ACTIVITIES_TOPIC'))
    .action(async ({ replicationFactor }: { readonly replicationFactor: number }) => {
      const settings = readSettings(terminal);
      const { domainEventsTopic: domainEvents, deadLetterTopic: deadLetters, activitiesTopic: activities } = settings;
      const specs = activityLogTopics({ replicationFactor, names: { domainEvents, deadLetters, activities } });
      const admin = createTopicAdmin({
        brokers: brokersOf(settings),
        clientId: 'actlog',
        log: logOf(terminal, settings),
      });
      try {
        const created = new Set(await admin.ensureTopics(specs));
        for (const { topic } of specs) terminal.write(`${topic}: ${created.has(topic) ? 'created' : 'exists'}\n`);
      } finally {
        await admin.stop();
      }
    });
  return new Command('topics')
    .summary('create the Kafka topics')
    .description('Create the Kafka topics of the log.')
    .addCommand(create);
}
