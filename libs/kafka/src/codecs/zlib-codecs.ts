import { promisify } from 'node:util';
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Codec } from './codec.js';
import { CompressedBatchRefused } from './compressed-batch-refused.js';
import { maxInflatedBytes } from './max-inflated-bytes.js';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);
const zstdCompressAsync = promisify(zstdCompress);
const zstdDecompressAsync = promisify(zstdDecompress);

/** gzip, bounded: the library's own inflates without a limit. */
export const gzipCodec: Codec = {
  compress: ({ buffer }) => gzipAsync(buffer),
  decompress: (compressed) => inflated('gzip', () => gunzipAsync(compressed, { maxOutputLength: maxInflatedBytes })),
};

/** Zstandard (RFC 8878), bounded. */
export const zstdCodec: Codec = {
  compress: ({ buffer }) => zstdCompressAsync(buffer),
  decompress: (compressed) =>
    inflated('zstd', () => zstdDecompressAsync(compressed, { maxOutputLength: maxInflatedBytes })),
};

async function inflated(codec: string, inflate: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await inflate();
  } catch (cause) {
    throw new CompressedBatchRefused(codec, cause instanceof Error ? cause.message : 'unreadable', { cause });
  }
}
