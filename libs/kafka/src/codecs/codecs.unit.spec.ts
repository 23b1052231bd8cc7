import { readFile } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { compressFrame } from 'lz4-napi';
import { compress as compressSnappy } from 'snappy';
import type { Codec } from './codec.js';
import { CompressedBatchRefused } from './compressed-batch-refused.js';
import { lz4Codec } from './lz4-codec.js';
import { maxInflatedBytes } from './max-inflated-bytes.js';
import { snappyCodec } from './snappy-codec.js';
import { gzipCodec, zstdCodec } from './zlib-codecs.js';

const codecs: Readonly<Record<string, Codec>> = {
  gzip: gzipCodec,
  snappy: snappyCodec,
  lz4: lz4Codec,
  zstd: zstdCodec,
};

const names = Object.keys(codecs);

/** The values of the 1500 records in each captured batch, found by their text in the inflated bytes. */
function valuesIn(inflated: Buffer): string[] {
  return [...inflated.toString('latin1').matchAll(/\{"n":\d+,"pad":"[a-j]+"\}/g)].map(([value]) => value);
}

const expectedValues = Array.from({ length: 1500 }, (_, n) => `{"n":${n},"pad":"${'abcdefghij'.repeat(8)}"}`);

describe.each(names)('the %s codec', (name) => {
  const codec = codecs[name]!;

  // Bytes between the header and the end of a batch, cut from the broker's log: 1500 records, 170 kB inflated, so
  // several blocks. Published by the Java client 4.1 and by kcat 1.7 (librdkafka).
  it.each(['java', 'librdkafka'])('reads a batch that %s wrote', async (client) => {
    const compressed = await readFile(new URL(`./fixtures/${client}.${name}`, import.meta.url));
    expect(valuesIn(await codec.decompress(compressed))).toEqual(expectedValues);
  });

  it.each([0, 1, 32 * 1024, 300_000])('gives back the %d bytes it compressed', async (size) => {
    const buffer = Buffer.alloc(size, 'the quick brown fox jumps over the lazy dog');
    const compressed = await codec.compress({ buffer });
    if (size > 0) expect((await codec.decompress(compressed)).equals(buffer)).toBe(true);
  });

  it('refuses bytes that are cut short', async () => {
    const compressed = await codec.compress({ buffer: Buffer.alloc(100_000, 'abc') });
    await expect(codec.decompress(compressed.subarray(0, compressed.length - 30))).rejects.toBeInstanceOf(
      CompressedBatchRefused,
    );
  });

  it('refuses bytes that are no such batch', async () => {
    await expect(codec.decompress(Buffer.alloc(64, 0xff))).rejects.toBeInstanceOf(CompressedBatchRefused);
  });
});

describe('a batch that would inflate beyond the bound', () => {
  const zeros = Buffer.alloc(maxInflatedBytes + 1);

  it.each([
    { name: 'gzip', compressed: () => Promise.resolve(gzipSync(zeros)) },
    { name: 'zstd', compressed: () => Promise.resolve(zstdCompressSync(zeros)) },
    { name: 'snappy', compressed: () => compressSnappy(zeros) },
    { name: 'lz4', compressed: () => compressFrame(zeros) },
  ])('is refused by $name and says that no retry helps', async ({ name, compressed }) => {
    await expect(codecs[name]!.decompress(await compressed())).rejects.toMatchObject({
      code: 'compressed_batch_refused',
      retry: 'never',
    });
  });
});
