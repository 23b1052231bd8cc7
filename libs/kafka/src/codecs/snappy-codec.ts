import { compress, uncompress } from 'snappy';
import type { Codec } from './codec.js';
import { CompressedBatchRefused } from './compressed-batch-refused.js';
import { maxInflatedBytes } from './max-inflated-bytes.js';

/** `\x82SNAPPY\0`, then the version and the oldest compatible version as int32: the header of snappy-java's stream. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeader = Buffer.concat([xerialMagic, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])]);

/** Block size of the Java client. */
const xerialBlockBytes = 32 * 1024;

/**
 * Snappy as Kafka carries it. Java clients write snappy-java's stream (a header, then blocks of length and raw
 * snappy); librdkafka writes one raw snappy block. Both are read; the stream is written.
 */
export const snappyCodec: Codec = {
  async compress({ buffer }) {
    const parts: Buffer[] = [xerialHeader];
    for (let start = 0; start < buffer.length; start += xerialBlockBytes) {
      const block = await compress(buffer.subarray(start, start + xerialBlockBytes));
      const length = Buffer.alloc(4);
      length.writeInt32BE(block.length);
      parts.push(length, block);
    }
    return Buffer.concat(parts);
  },

  async decompress(compressed) {
    const blocks = isXerial(compressed) ? xerialBlocks(compressed) : [compressed];
    const bytes = blocks.reduce((sum, block) => sum + inflatedLength(block), 0);
    if (bytes > maxInflatedBytes) throw new CompressedBatchRefused('snappy', `inflates to ${bytes} bytes`);
    try {
      const parts = await Promise.all(blocks.map((block) => uncompress(block, { asBuffer: true }) as Promise<Buffer>));
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    } catch (cause) {
      throw new CompressedBatchRefused('snappy', 'unreadable block', { cause });
    }
  },
};

function isXerial(compressed: Buffer): boolean {
  return compressed.length >= xerialHeader.length && compressed.subarray(0, xerialMagic.length).equals(xerialMagic);
}

function xerialBlocks(compressed: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  let at = xerialHeader.length;
  while (at < compressed.length) {
    const end = at + 4 <= compressed.length ? at + 4 + compressed.readInt32BE(at) : -1;
    if (end <= at + 4 || end > compressed.length) throw new CompressedBatchRefused('snappy', 'block cut short');
    blocks.push(compressed.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}

/** A raw snappy block opens with its inflated length as an unsigned varint of up to 32 bits. */
function inflatedLength(block: Buffer): number {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = block[index];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return length;
  }
  throw new CompressedBatchRefused('snappy', 'no length');
}
