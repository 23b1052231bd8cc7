import { describe, expect, it } from '@jest/globals';
import { hideAbortedRecords, type FetchedMessage, type FetchedPartition } from './hide-aborted-records.js';

const abortMarker = Buffer.from([0, 0, 0, 0]);
const commitMarker = Buffer.from([0, 0, 0, 1]);

function record(offset: number, producerId: string, key: Buffer | null = null): FetchedMessage {
  return { offset: String(offset), key, isControlRecord: false, batchContext: { producerId, inTransaction: true } };
}

function marker(offset: number, producerId: string, key: Buffer): FetchedMessage {
  return { ...record(offset, producerId, key), isControlRecord: true };
}

function visible(partition: FetchedPartition): string[] {
  hideAbortedRecords(partition);
  return partition.messages.filter((message) => message.isControlRecord !== true).map(({ offset }) => offset);
}

describe('hideAbortedRecords', () => {
  it('hides interleaved aborted transactions that the broker lists in order of their end', () => {
    const partition = {
      abortedTransactions: [
        { producerId: 'b', firstOffset: '1' },
        { producerId: 'a', firstOffset: '0' },
      ],
      messages: [
        record(0, 'a'),
        record(1, 'b'),
        record(2, 'c'),
        marker(3, 'b', abortMarker),
        record(4, 'a'),
        marker(5, 'a', abortMarker),
        record(6, 'a'),
        marker(7, 'a', commitMarker),
      ],
    };
    expect(visible(partition)).toEqual(['2', '6']);
  });

  it('hides two aborted transactions that had both begun before the first record', () => {
    const partition = {
      abortedTransactions: [
        { producerId: 'a', firstOffset: '0' },
        { producerId: 'b', firstOffset: '1' },
      ],
      messages: [record(5, 'b'), record(6, 'a'), record(7, 'c')],
    };
    expect(visible(partition)).toEqual(['7']);
  });

  it('does not take a record whose key is four zero bytes for an abort marker', () => {
    const partition = {
      abortedTransactions: [{ producerId: 'a', firstOffset: '0' }],
      messages: [record(0, 'a', Buffer.alloc(4)), record(1, 'a'), marker(2, 'a', abortMarker), record(3, 'a')],
    };
    expect(visible(partition)).toEqual(['3']);
  });

  it('hides nothing of a producer that writes without a transaction', () => {
    const plain = { ...record(1, 'a'), batchContext: { producerId: 'a', inTransaction: false } };
    expect(visible({ abortedTransactions: [{ producerId: 'a', firstOffset: '0' }], messages: [plain] })).toEqual(['1']);
  });

  it('leaves the library no list to filter by once more', () => {
    const partition = { abortedTransactions: [{ producerId: 'a', firstOffset: '0' }], messages: [] };
    hideAbortedRecords(partition);
    expect(partition.abortedTransactions).toEqual([]);
  });
});
