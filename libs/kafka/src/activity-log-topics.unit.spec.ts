import { describe, expect, it } from '@jest/globals';
import { activityLogTopics } from './activity-log-topics.js';

describe('activityLogTopics', () => {
  it('gives events and activities the same number of partitions, so that keys meet', () => {
    const [domainEvents, activities] = activityLogTopics({ replicationFactor: 1 });
    expect(activities?.partitions).toBe(domainEvents?.partitions);
  });

  it('asks for a second replica of each record as soon as one may be lost', () => {
    const minimum = (replicationFactor: number): (string | undefined)[] =>
      activityLogTopics({ replicationFactor }).map(({ configs }) => configs['min.insync.replicas']);
    expect(minimum(1)).toEqual(['1', '1', '1']);
    expect(minimum(3)).toEqual(['2', '2', '2']);
  });

  it('keeps dead letters for ever, and takes them larger than the events they hold', () => {
    const [domainEvents, , deadLetters] = activityLogTopics({ replicationFactor: 1 });
    expect(deadLetters?.configs['retention.ms']).toBe('-1');
    expect(Number(deadLetters?.configs['max.message.bytes'])).toBeGreaterThan(
      Number(domainEvents?.configs['max.message.bytes']),
    );
  });
});
