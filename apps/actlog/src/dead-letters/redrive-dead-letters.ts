import { assertNever } from '@activity-log/activity';
import { createRecordProducer, type RecordProducer } from '@activity-log/kafka';
import { countOf } from '../count-of.js';
import { brokersOf, logOf, type Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { DeadLetterMissing } from './dead-letter-missing.js';
import type { DeadLetterPlace } from './dead-letter-place.js';
import type { DeadLetterTopic, FoundDeadLetter } from './dead-letter-topic.js';

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
 * letters. The log drops what it has by the event's identity, so a redrive can be repeated. The dead letters stay.
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
  const count = { redriven: 0, skipped: 0 };
  await producer.start();
  try {
    await send(chosen, { producer, topic: settings.domainEventsTopic, count });
  } finally {
    const skipped = count.skipped > 0 ? `, passed over ${countOf(count.skipped, 'record')} of another kind` : '';
    terminal.write(`redrove ${countOf(count.redriven, 'dead letter')} to ${settings.domainEventsTopic}${skipped}\n`);
    await producer.stop();
  }
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
    readonly count: { redriven: number; skipped: number };
  },
): Promise<void> {
  let batch: FoundDeadLetter[] = [];
  const flush = async (): Promise<void> => {
    const originals = batch.flatMap(({ letter }) => (letter?.isRedrivable === true ? [letter.original] : []));
    if (originals.length > 0) await producer.send(topic, originals);
    count.redriven += originals.length;
    count.skipped += batch.length - originals.length;
    batch = [];
  };
  for await (const found of letters) {
    batch.push(found);
    if (batch.length >= maxRecordsPerSend) await flush();
  }
  await flush();
}
