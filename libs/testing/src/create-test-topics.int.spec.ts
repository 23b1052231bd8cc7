import { createTopicAdmin } from '@activity-log/kafka';
import { describe, expect, it } from '@jest/globals';
import { createTestTopic, createTestTopics } from './create-test-topics.js';
import { silentLog } from './silent-log.js';
import { testStack } from './test-stack.js';

describe('test topics', () => {
  it('exist with the partitions asked for', async () => {
    const admin = createTopicAdmin({ brokers: testStack().brokers, clientId: 'spec', log: silentLog });
    try {
      const plain = await createTestTopic({ partitions: 2 });
      const { domainEvents, deadLetters } = await createTestTopics();
      const partitions = async (topic: string): Promise<number> =>
        (await admin.groupLag({ groupId: 'none', topic })).length;
      expect([await partitions(plain), await partitions(domainEvents), await partitions(deadLetters)]).toEqual([
        2, 12, 3,
      ]);
    } finally {
      await admin.stop();
    }
  });
});
