import type { BatchConsumer, BatchOutcome, RecordBatch } from '@activity-log/kafka';
import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { lastValueFrom, type Observable } from 'rxjs';

/** The handler of a pattern is missing: the service would drop what it consumes. */
export class HandlerMissing extends Error {
  readonly code = 'handler_missing';
  readonly retry = 'never';
  override readonly name = 'HandlerMissing';
}

/** What a {@link KafkaBatchServer} serves. */
export interface KafkaBatchServerOptions {
  readonly consumer: BatchConsumer;
  /** The `@EventPattern` that gets every batch. It names the stream; which topic carries it is the consumer's setting. */
  readonly pattern: string;
}

/**
 * Nest's transport for whole batches: hands each `RecordBatch` to the `@EventPattern` handler and its `BatchOutcome`
 * back to the consumer, which commits offsets only behind `done`. (Nest's own Kafka transport goes message by message
 * and retries a poison message for ever.)
 */
export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('kafka-batches');
  /** What a handler throws reaches the consumer, for which it means: give the same batch again. */
  override readonly propagatesEventHandlerErrors = true;
  readonly #consumer: BatchConsumer;
  readonly #pattern: string;

  constructor({ consumer, pattern }: KafkaBatchServerOptions) {
    super();
    this.#consumer = consumer;
    this.#pattern = pattern;
  }

  /** Joins the group; calls back when it has, or with the error. */
  listen(callback: (error?: unknown) => void): void {
    this.#start().then(() => {
      callback();
    }, callback);
  }

  /** Lets running handlers finish and leaves the group. */
  async close(): Promise<void> {
    await this.#consumer.stop();
  }

  /** There are no events of the connection to listen to; the consumer reports a crash to its owner. */
  on(): void {
    return undefined;
  }

  /** There is nothing to unwrap: the client stays behind its port. */
  unwrap(): never {
    throw new TypeError('the client stays behind its port');
  }

  async #start(): Promise<void> {
    if (this.getHandlerByPattern(this.#pattern) === null) {
      throw new HandlerMissing(`no handler listens to ${this.#pattern}`);
    }
    await this.#consumer.start((batch) => this.#dispatch(batch));
  }

  async #dispatch(batch: RecordBatch): Promise<BatchOutcome> {
    const handler = this.getHandlerByPattern(this.#pattern);
    if (handler === null) throw new HandlerMissing(`no handler listens to ${this.#pattern}`);
    const answer: unknown = await handler(batch, new BaseRpcContext([batch.topic, batch.partition]));
    return lastValueFrom(this.transformToObservable(answer) as Observable<BatchOutcome>);
  }
}
