import { CompressionTypes, type ISocketFactory, type Message, type Producer } from 'kafkajs';
import { BrokerUnavailable } from './broker-unavailable.js';
import { brokerErrorType, errorText } from './client-error.js';
import { kafkaClient } from './kafka-client.js';
import type { Log } from './log.js';
import type { OutgoingRecord, RecordProducer } from './port.js';
import { produceFailure } from './produce-failure.js';
import { ProduceRefused } from './produce-refused.js';
import { recordBytes } from './record-bytes.js';
import { RecordTooLarge } from './record-too-large.js';
import { splitRecords } from './split-records.js';
import { StickyPartitioner } from './sticky-partitioner.js';
import { TopicMissing } from './topic-missing.js';

/** How a producer writes. */
export interface RecordProducerOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
  /** Most bytes of one request, a larger single record excepted; 900 kB when absent, below the default `max.message.bytes`. */
  readonly maxRequestBytes?: number;
  /** How long one attempt waits for the broker's answer; 15 s when absent. A send makes up to 6. */
  readonly requestTimeoutMs?: number;
  /** How batches are compressed; not at all when absent. Bounds of bytes count before, those of the broker behind it. */
  readonly compression?: Compression;
}

/** A codec of batches that every broker and client of today knows. */
export type Compression = 'gzip' | 'snappy' | 'lz4' | 'zstd';

const compressionTypes: Readonly<Record<Compression, CompressionTypes>> = {
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

/**
 * A {@link RecordProducer} over kafkajs. `send` throws {@link BrokerUnavailable}, {@link TopicMissing},
 * {@link RecordTooLarge} or {@link ProduceRefused}; the records before the failed one may be stored then, and a
 * caller that sends them again repeats them, in order.
 */
export function createRecordProducer(options: RecordProducerOptions): RecordProducer {
  return new KafkaRecordProducer(options);
}

/** A request whose messages keep their identity over attempts, and with it their partitions and sequence numbers. */
interface Request {
  readonly topic: string;
  readonly messages: readonly Message[];
  /** Place of the first message in the list given to `send`. */
  readonly firstIndex: number;
}

const maxNewProducers = 3;

/**
 * One request at a time. A kafkajs producer that got no answer keeps its sequence numbers, so repeating the very
 * same request is safe, and only that is: another request under those numbers would be taken for a duplicate and
 * dropped, and a new producer could be overtaken by the old one's request. So a request in doubt is settled before
 * anything else is sent. After an answer that refuses, the numbers no longer agree and a new producer is made.
 */
export class KafkaRecordProducer implements RecordProducer {
  readonly #options: RecordProducerOptions;
  readonly #socketFactory: ISocketFactory | undefined;
  readonly #maxRequestBytes: number;
  #chain: Promise<void> = Promise.resolve();
  #producer: Producer | undefined;
  #partitioner = new StickyPartitioner();
  #inDoubt: Request | undefined;
  #isStopped = false;

  /** `socketFactory` lets a test come between the client and the broker. */
  constructor(options: RecordProducerOptions, socketFactory?: ISocketFactory) {
    this.#options = options;
    this.#socketFactory = socketFactory;
    this.#maxRequestBytes = options.maxRequestBytes ?? 900_000;
  }

  /** Connects. Throws {@link BrokerUnavailable}; a later `send` connects by itself. */
  async start(): Promise<void> {
    await this.#queued(async () => {
      await this.#connected();
    });
  }

  /** Sends what was given to `send` before, then disconnects. */
  async stop(): Promise<void> {
    await this.#queued(async () => {
      this.#isStopped = true;
      await this.#discardProducer();
    });
  }

  async send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    await this.#queued(() => this.#sendAll(topic, records));
  }

  async #queued(work: () => Promise<void>): Promise<void> {
    const result = this.#chain.then(work);
    this.#chain = result.catch(() => undefined);
    await result;
  }

  async #sendAll(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    if (this.#isStopped) throw new BrokerUnavailable('sending after stop');
    await this.#settleRequestInDoubt();
    const parts = splitRecords(records, {
      maxRecords: Infinity,
      maxBytes: this.#maxRequestBytes,
      bytesOf: recordBytes,
    });
    let firstIndex = 0;
    for (const part of parts) {
      await this.#deliver({ topic, messages: part.map(messageOf), firstIndex });
      firstIndex += part.length;
    }
  }

  async #settleRequestInDoubt(): Promise<void> {
    const request = this.#inDoubt;
    if (request === undefined) return;
    try {
      await this.#deliver(request);
    } catch (error) {
      if (error instanceof BrokerUnavailable) throw error;
      // Refused for good, so it is not stored and cannot come late. Its own caller was told that it failed.
      this.#options.log.warn({
        event: 'kafka.request_in_doubt_refused',
        topic: request.topic,
        error: errorText(error),
      });
    }
    this.#inDoubt = undefined;
  }

  async #deliver(request: Request): Promise<void> {
    for (let newProducers = 0; ; newProducers += 1) {
      const producer = await this.#connected();
      try {
        await this.#attempt(producer, request);
        return;
      } catch (error) {
        const failure = produceFailure(error);
        if (failure === 'in-doubt') {
          this.#inDoubt = request;
          throw new BrokerUnavailable(`producing to ${request.topic}`, { cause: error });
        }
        await this.#discardProducer();
        if (failure === 'too-large') {
          await this.#deliverHalves(request);
          return;
        }
        if (failure === 'topic-missing') throw new TopicMissing(request.topic, { cause: error });
        const reason = brokerErrorType(error) ?? 'unknown';
        if (failure === 'refused') throw new ProduceRefused(request.topic, reason, { cause: error });
        if (newProducers >= maxNewProducers) {
          throw new BrokerUnavailable(`numbering records of ${request.topic}`, { cause: error });
        }
        this.#options.log.warn({ event: 'kafka.producer_replaced', topic: request.topic, reason });
      }
    }
  }

  /** Sends, and makes sure that an answer came for every partition. */
  async #attempt(producer: Producer, { topic, messages }: Request): Promise<void> {
    const { compression } = this.#options;
    const codec = compression === undefined ? CompressionTypes.None : compressionTypes[compression];
    let unanswered: readonly Message[] = messages;
    while (unanswered.length > 0) {
      const answers = await producer.send({ topic, acks: -1, compression: codec, messages: [...unanswered] });
      const answered = new Set(answers.map(({ partition }) => partition));
      // When a partition's leader moves in the middle of a send, kafkajs may report success without having sent it.
      unanswered = unanswered.filter((message) => !answered.has(this.#partitioner.partitionOf(message) ?? -1));
    }
  }

  /** The broker measures a batch, not a record: find the record that is too large, and send those before it. */
  async #deliverHalves({ topic, messages, firstIndex }: Request): Promise<void> {
    const [first] = messages;
    if (first === undefined || messages.length === 1) {
      throw new RecordTooLarge({ topic, index: firstIndex, bytes: first ? recordBytes(first as OutgoingRecord) : 0 });
    }
    const middle = Math.ceil(messages.length / 2);
    await this.#deliver({ topic, messages: messages.slice(0, middle), firstIndex });
    await this.#deliver({ topic, messages: messages.slice(middle), firstIndex: firstIndex + middle });
  }

  async #connected(): Promise<Producer> {
    if (this.#producer !== undefined) return this.#producer;
    const { brokers, clientId, log, requestTimeoutMs = 15_000 } = this.#options;
    const retry = { retries: 5, initialRetryTime: 200, maxRetryTime: 3_000 };
    const partitioner = new StickyPartitioner();
    const producer = kafkaClient({
      brokers,
      clientId,
      log,
      requestTimeoutMs,
      retry,
      socketFactory: this.#socketFactory,
    }).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => (args) => partitioner.choose(args),
      retry,
    });
    try {
      await producer.connect();
    } catch (cause) {
      await this.#disconnect(producer);
      throw new BrokerUnavailable('connecting a producer', { cause });
    }
    this.#partitioner = partitioner;
    this.#producer = producer;
    return producer;
  }

  async #discardProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer !== undefined) await this.#disconnect(producer);
  }

  async #disconnect(producer: Producer): Promise<void> {
    try {
      await producer.disconnect();
    } catch (error) {
      this.#options.log.debug({ event: 'kafka.disconnect_failed', error: errorText(error) });
    }
  }
}

function messageOf({ key, value, headers, timestamp }: OutgoingRecord): Message {
  return {
    key,
    value,
    ...(headers === undefined ? {} : { headers: clientHeaders(headers) }),
    ...(timestamp === undefined ? {} : { timestamp }),
  };
}

function clientHeaders(headers: NonNullable<OutgoingRecord['headers']>): NonNullable<Message['headers']> {
  const entries = Object.entries(headers).map(([name, values]): [string, Buffer | string | (Buffer | string)[]] => [
    name,
    typeof values === 'string' || Buffer.isBuffer(values) ? values : [...values],
  ]);
  return Object.fromEntries(entries);
}
