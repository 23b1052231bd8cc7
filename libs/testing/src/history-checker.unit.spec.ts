import { describe, expect, it } from '@jest/globals';
import { HistoryChecker, type PublishedSighting, type Sighting } from './history-checker.js';

const entry = (position: number, id = `act_${position}`): Sighting => ({ org: 'acme', id, position: BigInt(position) });

const out = (position: number, partition = 0): PublishedSighting => ({ ...entry(position), partition });

function historyOf(entries: readonly Sighting[]): HistoryChecker {
  const history = new HistoryChecker();
  for (const one of entries) history.acknowledged(one);
  history.stored(entries);
  return history;
}

describe('HistoryChecker', () => {
  it('is content with a dense log, complete reads and a topic in its order', () => {
    const history = historyOf([entry(2), entry(1), entry(3)]);
    history.read({ reader: 'r', org: 'acme', since: 1n, positions: [2n, 3n] });
    for (const position of [1, 2, 3]) history.published(out(position));
    expect(history.breaches()).toEqual([]);
  });

  it('allows the topic to repeat a suffix', () => {
    const history = historyOf([entry(1), entry(2), entry(3)]);
    for (const position of [1, 2, 1, 2, 3]) history.published(out(position));
    expect(history.breaches()).toEqual([]);
  });

  it('asks for the order of the log within a partition, not across partitions', () => {
    const history = historyOf([entry(1), entry(2), entry(3)]);
    for (const published of [out(2, 0), out(1, 1), out(3, 1)]) history.published(published);
    expect(history.breaches()).toEqual([]);
  });

  it('finds a position that the topic left out', () => {
    const history = historyOf([entry(1), entry(2), entry(3)]);
    for (const published of [out(1), out(3)]) history.published(published);
    expect(history.breaches()).toEqual(['the topic left out 2 of acme']);
  });

  it('finds an acknowledged event that is not in the log', () => {
    const history = historyOf([entry(1)]);
    history.acknowledged({ org: 'acme', id: 'act_lost' });
    expect(history.breaches()).toEqual(['act_lost of acme was acknowledged and is not in the log']);
  });

  it('finds an event that is stored twice', () => {
    expect(historyOf([entry(1, 'act_x'), entry(2, 'act_x')]).breaches()).toEqual(['acme/act_x is in the log 2 times']);
  });

  it('finds a hole and a doubled position in the log', () => {
    expect(historyOf([entry(1), entry(3)]).breaches()).toEqual(['the log of acme has 3 where 2 belongs']);
    expect(historyOf([entry(1), entry(1, 'act_b')]).breaches()).toEqual(['the log of acme has 1 where 2 belongs']);
  });

  it('finds a reader who saw a position without the one before', () => {
    const history = historyOf([entry(1), entry(2), entry(3)]);
    history.read({ reader: 'poll 7', org: 'acme', since: 0n, positions: [1n, 3n] });
    expect(history.breaches()).toEqual(['poll 7 saw 3 of acme without 2']);
  });

  it('finds a topic that skips, reorders or tells another story than the log', () => {
    const skips = historyOf([entry(1), entry(2), entry(3)]);
    for (const position of [2, 3, 1]) skips.published(out(position));
    expect(skips.breaches()).toEqual(['the topic has 2 of acme in partition 0 where 1 belongs']);
    const lies = historyOf([entry(1)]);
    lies.published({ ...entry(1, 'act_other'), partition: 0 });
    expect(lies.breaches()).toEqual(['the topic has act_other at acme/1, the log has act_1']);
  });

  it('throws with the breaches in words', () => {
    expect(() => {
      historyOf([entry(2)]).verify();
    }).toThrow('1 promises broken:\nthe log of acme has 2 where 1 belongs');
  });
});
