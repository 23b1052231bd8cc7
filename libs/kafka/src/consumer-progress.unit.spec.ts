import { describe, expect, it } from '@jest/globals';
import { ProgressRecorder } from './consumer-progress.js';

describe('ProgressRecorder', () => {
  let now = 0;
  const recorder = (): ProgressRecorder => {
    now = 1_000_000;
    return new ProgressRecorder({ now: () => new Date(now), silenceLimitMs: 1_000 });
  };

  it('says consuming only for a member that fetched lately or whose handler runs', () => {
    const progress = recorder();
    expect(progress.facts([]).isConsuming).toBe(false);
    progress.joined([0]);
    expect(progress.facts([])).toMatchObject({ joined: true, isConsuming: false });
    progress.fetched();
    expect(progress.facts([]).isConsuming).toBe(true);
    now += 1_001;
    expect(progress.facts([]).isConsuming).toBe(false);
    progress.handlerStarted();
    expect(progress.facts([])).toMatchObject({ isConsuming: true, handlersRunning: 1 });
    progress.left();
    expect(progress.facts([]).isConsuming).toBe(false);
  });

  it('measures the lag once a batch was fetched, and forgets it with the assignment', () => {
    const progress = recorder();
    progress.joined([10, 2]);
    progress.batchFetched({ partition: 2, firstOffset: 5n, highWatermark: 9n });
    expect(progress.facts([]).partitions).toEqual([
      { partition: 2, committed: 5n, highWatermark: 9n, lag: 4n },
      { partition: 10 },
    ]);
    progress.committed('2', 9n);
    expect(progress.facts([2])).toMatchObject({ retrying: [2], partitions: [{ lag: 0n }, {}] });
    progress.joined([2]);
    expect(progress.facts([]).partitions).toEqual([{ partition: 2 }]);
  });

  it('counts silence from the last sign of life, and none while a handler runs', () => {
    const progress = recorder();
    now += 500;
    expect(progress.silentMs).toBe(500);
    progress.handlerStarted();
    now += 500;
    expect(progress.silentMs).toBe(0);
    progress.handlerEnded();
    now += 20;
    expect(progress.silentMs).toBe(20);
  });
});
