import type { ObservedBatchConsumer, TopicAdmin } from '@activity-log/kafka';
import type { Readiness } from '@activity-log/platform';
import type { BatchesInHand } from '../consume/batches-in-hand.js';

/** What ingest cannot do its work without. */
export interface IngestDependencies {
  readonly database: { query(statement: string): Promise<unknown> };
  readonly consumer: Pick<ObservedBatchConsumer, 'progress'>;
  readonly inHand: Pick<BatchesInHand, 'oldestMs'>;
  readonly admin: Pick<TopicAdmin, 'groupLag'>;
  readonly groupId: string;
  readonly deadLetterTopic: string;
}

/** A batch that takes longer is stuck: appending one takes well under a second. */
const maxBatchMs = 60_000;

/**
 * Makes the service ready only while it gets ahead: the database answers, the consumer is in its group, fetches, and is
 * neither retrying a batch nor stuck in one, and what the log refuses has a topic to go to.
 */
export function addIngestChecks(readiness: Readiness, needs: IngestDependencies): void {
  readiness.add({
    name: 'database',
    check: async () => {
      await needs.database.query('select 1');
    },
  });
  readiness.add({
    name: 'consumer',
    check: () => {
      const obstacle = obstacleOf(needs);
      return obstacle === undefined ? Promise.resolve() : Promise.reject(new Error(obstacle));
    },
  });
  readiness.add({
    name: 'dead-letter-topic',
    check: async () => {
      // Throws TopicMissing: a topic that is not there has no ends to compare a group with.
      await needs.admin.groupLag({ groupId: needs.groupId, topic: needs.deadLetterTopic });
    },
  });
}

/** What keeps the consumer from getting ahead; undefined when nothing does. */
function obstacleOf({ consumer, inHand }: Pick<IngestDependencies, 'consumer' | 'inHand'>): string | undefined {
  const { isConsuming, retrying } = consumer.progress();
  if (!isConsuming) return 'not consuming';
  if (retrying.length > 0) return `retrying on partitions ${retrying.join(', ')}`;
  if (inHand.oldestMs() > maxBatchMs) return `a batch has been in hand for more than ${maxBatchMs} ms`;
  return undefined;
}
