import kafkajs, { CompressionTypes } from 'kafkajs';
import { lz4Codec } from './lz4-codec.js';
import { snappyCodec } from './snappy-codec.js';
import { gzipCodec, zstdCodec } from './zlib-codecs.js';

/**
 * Teaches kafkajs every codec that Kafka allows, process-wide; calling it again changes nothing. kafkajs itself
 * reads gzip only, and stops for good at the first batch that another client compressed otherwise.
 */
export function registerCodecs(): void {
  const codecs = kafkajs.CompressionCodecs as Record<CompressionTypes, unknown>;
  codecs[CompressionTypes.GZIP] = () => gzipCodec;
  codecs[CompressionTypes.Snappy] = () => snappyCodec;
  codecs[CompressionTypes.LZ4] = () => lz4Codec;
  codecs[CompressionTypes.ZSTD] = () => zstdCodec;
}
