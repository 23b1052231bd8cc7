import type { BatchConsumer, BatchHandler, BatchOutcome, RecordBatch } from '@activity-log/kafka';
import { createHttpService, createLogger, Metrics } from '@activity-log/platform';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KafkaBatchServer } from './kafka-batch-server.js';

@Controller()
class StreamController {
  @EventPattern('stream')
  take(@Payload() batch: RecordBatch): Promise<BatchOutcome> {
    if (batch.partition === 2) throw new Error('a handler must not throw');
    return Promise.resolve(batch.partition === 1 ? { kind: 'retry', reason: 'store_unavailable' } : { kind: 'done' });
  }
}

@Module({ controllers: [StreamController] })
class StreamModule {}

/** A consumer that is given its batches by the test. */
class ConsumerByHand implements BatchConsumer {
  handler: BatchHandler | undefined;

  start(handler: BatchHandler): Promise<void> {
    this.handler = handler;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.handler = undefined;
    return Promise.resolve();
  }
}

const batchOf = (partition: number): RecordBatch => ({
  topic: 'any-topic',
  partition,
  highWatermark: 1n,
  records: [{ key: null, value: null, headers: {}, timestamp: '0', offset: 0n }],
});

describe('the transport for batches', () => {
  let app: NestFastifyApplication;
  let consumer: ConsumerByHand;

  beforeEach(async () => {
    consumer = new ConsumerByHand();
    app = await createHttpService({
      module: StreamModule,
      log: createLogger({ service: 'test', level: 'silent' }),
      metrics: new Metrics(),
    });
  });

  afterEach(async () => {
    await app.close();
  });

  async function startWith(pattern: string): Promise<void> {
    app.connectMicroservice({ strategy: new KafkaBatchServer({ consumer, pattern }) });
    await app.init();
    await app.startAllMicroservices();
  }

  it('gives a batch to the handler of the pattern and its outcome to the consumer', async () => {
    await startWith('stream');
    expect(await consumer.handler?.(batchOf(0))).toEqual({ kind: 'done' });
    expect(await consumer.handler?.(batchOf(1))).toEqual({ kind: 'retry', reason: 'store_unavailable' });
  });

  it('lets the consumer see that a handler threw', async () => {
    await startWith('stream');
    await expect(consumer.handler?.(batchOf(2))).rejects.toBeDefined();
  });

  it('does not start without a handler, since it would drop what it consumes', async () => {
    await expect(startWith('another')).rejects.toMatchObject({ code: 'handler_missing' });
    expect(consumer.handler).toBeUndefined();
  });

  it('stops the consumer when the application closes', async () => {
    await startWith('stream');
    await app.close();
    expect(consumer.handler).toBeUndefined();
  });
});
