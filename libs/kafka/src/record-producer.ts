import { CompressionTypes, type Message, type Producer } from 'kafkajs';
import { BrokerUnavailable } from './broker-unavailable.js';
import { brokerErrorType, errorText } from './client-error.js';
import { kafkaClient } from './kafka-client.js';
import type { Log } from './log.js';
import type { OutgoingRecord, RecordProducer, SendBound } from './port.js';
import { produceFailure } from './produce-failure.js';
import { ProduceRefused } from './produce-refused.js';
import { recordBytes } from './record-bytes.js';
import { RecordTooLarge } from './record-too-large.js';
import { RevocableSockets, type SocketFactory } from './revocable-sockets.js';
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
  /**
   * What becomes of a request without an answer, which may be stored, or be stored yet. `settle`, when absent: it is sent
   * again before anything else, for callers who send each record once. `discard`: it is abandoned before `send` rejects,
   * for callers who know elsewhere what is to be sent next, and may not be the only ones who send it.
   */
  readonly inDoubt?: 'settle' | 'discard';
  /** How connections are made; plain TCP when absent. */
  readonly socketFactory?: SocketFactory;
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

/** Where records go, and until when that is tried. */
interface Destination {
  readonly topic: string;
  readonly signal: AbortSignal | undefined;
}

/** A client with numbers of its own, and its connections. */
interface Connection {
  readonly producer: Producer;
  readonly partitioner: StickyPartitioner;
  readonly sockets: RevocableSockets;
}

/** A request whose messages keep their identity over attempts, and with it their partitions and sequence numbers. */
interface Request extends Destination {
  readonly messages: readonly Message[];
  /** Place of the first message in the list given to `send`. */
  readonly firstIndex: number;
}

const maxNewProducers = 3;

/**
 * One request at a time. A kafkajs producer that got no answer keeps its sequence numbers, so repeating the very
 * same request is safe, and only that is: another request under those numbers would be taken for a duplicate and
 * dropped, and a new producer could be overtaken by the old one's request. So a request in doubt is settled before
 * anything else is sent, or its connections are reset and a new producer is made (`inDoubt`). After an answer that refuses, the numbers no longer agree and a new producer is made.
 */
export class KafkaRecordProducer implements RecordProducer {
  readonly #options: RecordProducerOptions;
  readonly #maxRequestBytes: number;
  #chain: Promise<void> = Promise.resolve();
  #connection: Connection | undefined;
  #inDoubt: Request | undefined;
  #isStopped = false;

  constructor(options: RecordProducerOptions) {
    this.#options = options;
    this.#maxRequestBytes = options.maxRequestBytes ?? 900_000;
  }

  /** Connects. Throws {@link BrokerUnavailable}; a later `send` connects by itself. */
  async start({ signal }: SendBound = {}): Promise<void> {
    await this.#queued(async () => {
      await this.#connected(signal);
    });
  }

  /** Sends what was given to `send` before, then disconnects. */
  async stop(): Promise<void> {
    await this.#queued(async () => {
      this.#isStopped = true;
      await this.#discardProducer();
    });
  }

  async send(topic: string, records: readonly OutgoingRecord[], { signal }: SendBound = {}): Promise<void> {
    await this.#queued(() => this.#sendAll(records, { topic, signal }));
  }

  async #queued(work: () => Promise<void>): Promise<void> {
    const result = this.#chain.then(work);
    this.#chain = result.catch(() => undefined);
    await result;
  }

  async #sendAll(records: readonly OutgoingRecord[], { topic, signal }: Destination): Promise<void> {
    if (this.#isStopped) throw new BrokerUnavailable('sending after stop');
    await this.#settleRequestInDoubt();
    const parts = splitRecords(records, {
      maxRecords: Infinity,
      maxBytes: this.#maxRequestBytes,
      bytesOf: recordBytes,
    });
    let firstIndex = 0;
    for (const part of parts) {
      await this.#deliver({ topic, signal, messages: part.map(messageOf), firstIndex });
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
      const connection = await this.#connected(request.signal);
      try {
        await this.#attempt(connection, request);
        return;
      } catch (error) {
        const failure = error instanceof GivenUp ? 'in-doubt' : produceFailure(error);
        if (failure === 'in-doubt') {
          if (this.#options.inDoubt === 'discard' || request.signal?.aborted === true) this.#abandonProducer();
          else this.#inDoubt = request;
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
  async #attempt({ producer, partitioner }: Connection, { topic, messages, signal }: Request): Promise<void> {
    const { compression } = this.#options;
    const codec = compression === undefined ? CompressionTypes.None : compressionTypes[compression];
    let unanswered: readonly Message[] = messages;
    while (unanswered.length > 0) {
      const sent = producer.send({ topic, acks: -1, compression: codec, messages: [...unanswered] });
      const answers = await unlessAborted(sent, signal);
      const answered = new Set(answers.map(({ partition }) => partition));
      // When a partition's leader moves in the middle of a send, kafkajs may report success without having sent it.
      unanswered = unanswered.filter((message) => !answered.has(partitioner.partitionOf(message) ?? -1));
    }
  }

  /** The broker measures a batch, not a record: find the record that is too large, and send those before it. */
  async #deliverHalves({ topic, signal, messages, firstIndex }: Request): Promise<void> {
    const [first] = messages;
    if (first === undefined || messages.length === 1) {
      throw new RecordTooLarge({ topic, index: firstIndex, bytes: first ? recordBytes(first as OutgoingRecord) : 0 });
    }
    const middle = Math.ceil(messages.length / 2);
    await this.#deliver({ topic, signal, messages: messages.slice(0, middle), firstIndex });
    await this.#deliver({ topic, signal, messages: messages.slice(middle), firstIndex: firstIndex + middle });
  }

  async #connected(signal: AbortSignal | undefined): Promise<Connection> {
    if (this.#connection !== undefined) return this.#connection;
    const { brokers, clientId, log, requestTimeoutMs = 15_000 } = this.#options;
    const retry = { retries: 5, initialRetryTime: 200, maxRetryTime: 3_000 };
    const partitioner = new StickyPartitioner();
    const sockets = new RevocableSockets(this.#options.socketFactory);
    const producer = kafkaClient({
      brokers,
      clientId,
      log,
      requestTimeoutMs,
      retry,
      socketFactory: sockets.factory,
    }).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => (args) => partitioner.choose(args),
      retry,
    });
    try {
      await unlessAborted(producer.connect(), signal);
    } catch (cause) {
      sockets.revoke();
      void this.#disconnect(producer);
      throw new BrokerUnavailable('connecting a producer', { cause });
    }
    this.#connection = { producer, partitioner, sockets };
    return this.#connection;
  }

  /** Gives up the client without waiting for it: nothing that it has sent or would send again leaves any more. */
  #abandonProducer(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    connection.sockets.revoke();
    void this.#disconnect(connection.producer);
  }

  async #discardProducer(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) await this.#disconnect(connection.producer);
  }

  /** Never rejects. */
  async #disconnect(producer: Producer): Promise<void> {
    try {
      await producer.disconnect();
    } catch (error) {
      this.#options.log.debug({ event: 'kafka.disconnect_failed', error: errorText(error) });
    }
  }
}

/** A caller's signal ended the wait. */
class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/** What `work` gives, unless the signal comes first; `work` goes on then, and nobody hears of its end. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const given = Promise.withResolvers<never>();
  const giveUp = (): void => {
    given.reject(new GivenUp('given up by the caller'));
  };
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([work, given.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
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
