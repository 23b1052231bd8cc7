import { randomUUID } from 'node:crypto';
import { activityLogTopics, createTopicAdmin, type ActivityLogTopicNames, type TopicSpec } from '@activity-log/kafka';
import { silentLog } from './silent-log.js';
import { testStack } from './test-stack.js';
import { waitFor } from './wait-for.js';

/** How a topic differs from a plain one. */
export interface TestTopicOptions {
  /** 1 when absent. */
  readonly partitions?: number;
  readonly configs?: Readonly<Record<string, string>>;
}

/** A topic of this test's own, empty; its name. It goes with the stack of the run. */
export async function createTestTopic({ partitions = 1, configs = {} }: TestTopicOptions = {}): Promise<string> {
  const topic = `test-${randomUUID()}`;
  await ensureTopics([{ topic, partitions, replicationFactor: 1, configs }]);
  return topic;
}

/** The topics of the log under names of this test's own, with the partitions and limits that they have in production. */
export async function createTestTopics(): Promise<ActivityLogTopicNames> {
  const prefix = `test-${randomUUID()}`;
  const names = {
    domainEvents: `${prefix}.domain-events`,
    deadLetters: `${prefix}.domain-events.dlt`,
    activities: `${prefix}.activities`,
  };
  await ensureTopics(activityLogTopics({ replicationFactor: 1, names }));
  return names;
}

async function ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
  const admin = createTopicAdmin({ brokers: testStack().brokers, clientId: 'test-topics', log: silentLog });
  try {
    await admin.ensureTopics(specs);
    // Created is not yet served: on a busy broker the first questions about a topic may fail.
    for (const { topic } of specs) {
      await waitFor(async () => (await admin.groupLag({ groupId: 'none', topic })).length > 0, {
        describe: `${topic} to be served`,
      });
    }
  } finally {
    await admin.stop();
  }
}
