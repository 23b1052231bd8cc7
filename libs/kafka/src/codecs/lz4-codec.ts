import { compressFrame, decompressFrame } from 'lz4-napi';
import type { Codec } from './codec.js';
import { CompressedBatchRefused } from './compressed-batch-refused.js';
import { maxInflatedBytes } from './max-inflated-bytes.js';

const frameMagic = 0x184d2204;
const blockMaxBytes: Readonly<Record<number, number>> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };

/** LZ4 in the frame format (lz4_Frame_format.md 1.6), as message format 2 of Kafka uses it. */
export const lz4Codec: Codec = {
  compress: ({ buffer }) => compressFrame(buffer),

  async decompress(compressed) {
    const bytes = largestInflatedLength(compressed);
    if (bytes > maxInflatedBytes) throw new CompressedBatchRefused('lz4', `may inflate to ${bytes} bytes`);
    try {
      return await decompressFrame(compressed);
    } catch (cause) {
      throw new CompressedBatchRefused('lz4', 'unreadable frame', { cause });
    }
  },
};

/**
 * The most that a frame can inflate to, by its block headers alone. The content size in a frame's header is
 * optional and not checked before the bytes are there. LZ4 grows a block by at most 255 times.
 */
function largestInflatedLength(frame: Buffer): number {
  if (frame.length < 7 || frame.readUInt32LE(0) !== frameMagic) throw new CompressedBatchRefused('lz4', 'no frame');
  const flags = frame.readUInt8(4);
  const blockMax = blockMaxBytes[(frame.readUInt8(5) >> 4) & 7];
  if (blockMax === undefined) throw new CompressedBatchRefused('lz4', 'unknown block size');
  const hasBlockChecksum = (flags & 0x10) !== 0;
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  let bytes = 0;
  while (at + 4 <= frame.length) {
    const header = frame.readUInt32LE(at);
    if (header === 0) return bytes;
    const size = header & 0x7fffffff;
    bytes += Math.min(blockMax, size * 255);
    at += 4 + size + (hasBlockChecksum ? 4 : 0);
  }
  throw new CompressedBatchRefused('lz4', 'frame cut short');
}
