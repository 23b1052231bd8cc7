import { Kafka, logLevel, type ISocketFactory, type KafkaConfig, type LogEntry } from 'kafkajs';
import { registerCodecs } from './codecs/register-codecs.js';
import type { Log } from './log.js';
import { repairClient } from './repair-client.js';

/**
 * Facts of the library's log entries that are kept. Anything else could hold payload, and its `correlationId`, which
 * numbers the requests of a connection, would pass for the one of an event.
 */
const keptFacts = ['groupId', 'memberId', 'broker', 'topic', 'partition', 'retryCount', 'retryTime', 'error'] as const;

/** A kafkajs client with every codec registered and its log turned into events of ours. */
export function kafkaClient(options: {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
  readonly retry: NonNullable<KafkaConfig['retry']>;
  readonly requestTimeoutMs: number;
  /** How connections are made; plain TCP when absent. */
  readonly socketFactory?: ISocketFactory | undefined;
}): Kafka {
  process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
  registerCodecs();
  repairClient();
  return new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    connectionTimeout: 5_000,
    requestTimeout: options.requestTimeoutMs,
    retry: options.retry,
    ...(options.socketFactory === undefined ? {} : { socketFactory: options.socketFactory }),
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => {
      logEntry(options.log, entry);
    },
  });
}

/**
 * The library calls every answer that it will retry an error, so its errors are warnings here and the rest is
 * for debugging; what matters to an operator is logged by this package itself.
 */
function logEntry(log: Log, { level, namespace, log: entry }: LogEntry): void {
  const facts: Record<string, unknown> = { event: 'kafka.client', from: namespace, message: entry.message };
  for (const fact of keptFacts) {
    const value: unknown = entry[fact];
    if (typeof value === 'string' || typeof value === 'number') facts[fact] = value;
  }
  const line = { event: 'kafka.client', ...facts };
  if (level <= logLevel.WARN && !isKnownNoise(entry.message)) log.warn(line);
  else log.debug(line);
}

/** Retries are bounded on purpose: the producer here repeats the same request itself. */
function isKnownNoise(message: string): boolean {
  return message.startsWith('Limiting retries for the idempotent producer');
}
