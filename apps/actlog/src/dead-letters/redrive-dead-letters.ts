import { assertNever } from '@activity-log/activity';
import { createRecordProducer, type OutgoingRecord, type RecordProducer } from '@activity-log/kafka';
import { countOf } from '../count-of.js';
import { brokersOf, logOf, type Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { DeadLetterMissing } from './dead-letter-missing.js';
import type { DeadLetterPlace } from './dead-letter-place.js';
import type { DeadLetterTopic, FoundDeadLetter } from './dead-letter-topic.js';
import { recordDigest } from './record-digest.js';

/** Which dead letters are published again. */
export type RedriveChoice =
  | { readonly kind: 'places'; readonly places: readonly DeadLetterPlace[] }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'all' };

/** What to redrive, and with what. */
export interface RedriveOptions {
  readonly terminal: Terminal;
  readonly settings: Settings;
  readonly choice: RedriveChoice;
}

/** Events sent with one request at the most; a request waits for its acknowledgement. */
const maxRecordsPerSend = 200;

/**
 * Publishes the events of dead letters again, byte for byte, to the topic of domain events, in the order of the dead
 * letters: each once, however many letters it has. The log drops what it has, so an event that is right becomes one activity
 * however often it is redriven; one that is still wrong gets one more dead letter each time. The dead letters stay.
 * Says how many were acknowledged, also when a later one fails. Throws DeadLetterMissing before anything is sent.
 */
export async function redriveDeadLetters(
  topic: DeadLetterTopic,
  { terminal, settings, choice }: RedriveOptions,
): Promise<void> {
  const chosen = await choose(topic, choice);
  const producer = createRecordProducer({
    brokers: brokersOf(settings),
    clientId: 'actlog',
    log: logOf(terminal, settings),
  });
  const count: RedriveCount = { redriven: 0, repeated: 0, skipped: 0 };
  await producer.start();
  try {
    await send(chosen, { producer, topic: settings.domainEventsTopic, count });
  } finally {
    const { redriven, repeated, skipped } = count;
    const parts = [
      `redrove ${countOf(redriven, 'dead letter')} to ${settings.domainEventsTopic}`,
      ...(repeated > 0 ? [`left out ${countOf(repeated, 'more letter')} of the same events`] : []),
      ...(skipped > 0 ? [`passed over ${countOf(skipped, 'record')} of another kind`] : []),
    ];
    terminal.write(`${parts.join(', ')}\n`);
    await producer.stop();
  }
}

/** What became of the chosen letters. */
interface RedriveCount {
  redriven: number;
  /** Letters of an event that another letter stood for. */
  repeated: number;
  /** Records that hold no event. */
  skipped: number;
}

async function choose(topic: DeadLetterTopic, choice: RedriveChoice): Promise<AsyncIterable<FoundDeadLetter>> {
  switch (choice.kind) {
    case 'all':
      return topic.all();
    case 'code':
      return withCode(topic.all(), choice.code);
    case 'places':
      return fromList(await allAt(topic, choice.places));
    default:
      return assertNever(choice);
  }
}

async function* withCode(letters: AsyncIterable<FoundDeadLetter>, code: string): AsyncGenerator<FoundDeadLetter> {
  for await (const found of letters) if (found.letter?.code === code) yield found;
}

async function* fromList(letters: readonly FoundDeadLetter[]): AsyncGenerator<FoundDeadLetter> {
  yield* await Promise.resolve(letters);
}

async function allAt(topic: DeadLetterTopic, places: readonly DeadLetterPlace[]): Promise<readonly FoundDeadLetter[]> {
  const letters: FoundDeadLetter[] = [];
  for (const place of places) {
    const found = await topic.at(place);
    if (!found) throw new DeadLetterMissing(place);
    letters.push(found);
  }
  return letters;
}

async function send(
  letters: AsyncIterable<FoundDeadLetter>,
  {
    producer,
    topic,
    count,
  }: {
    readonly producer: RecordProducer;
    readonly topic: string;
    readonly count: RedriveCount;
  },
): Promise<void> {
  const taken = new Set<string>();
  let batch: OutgoingRecord[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await producer.send(topic, batch);
    count.redriven += batch.length;
    batch = [];
  };
  for await (const { letter } of letters) {
    if (letter?.isRedrivable !== true) {
      count.skipped += 1;
      continue;
    }
    const digest = recordDigest(letter.original);
    if (taken.has(digest)) {
      count.repeated += 1;
      continue;
    }
    taken.add(digest);
    batch.push(letter.original);
    if (batch.length >= maxRecordsPerSend) await flush();
  }
  await flush();
}
