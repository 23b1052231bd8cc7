import type { OutgoingRecord } from '@activity-log/kafka';
import { formatTable } from '../format-table.js';
import { printableText } from '../printable-text.js';
import type { Terminal } from '../terminal.js';
import { placeText, type DeadLetterPlace } from './dead-letter-place.js';
import { DeadLetterMissing } from './dead-letter-missing.js';
import type { DeadLetterTopic, FoundDeadLetter } from './dead-letter-topic.js';

/** What to show, and how. */
export interface ShowOptions {
  readonly terminal: Terminal;
  readonly place: DeadLetterPlace;
  /** `raw`: the bytes of the value alone. */
  readonly form: 'readable' | 'raw';
}

/** What a reader gets of a value before it is cut. */
const maxShownBytes = 16_384;

/** Prints why an event was refused, and the event: key, headers and value. Throws DeadLetterMissing. */
export async function showDeadLetter(topic: DeadLetterTopic, { terminal, place, form }: ShowOptions): Promise<void> {
  const found = await topic.at(place);
  if (!found) throw new DeadLetterMissing(place);
  switch (form) {
    case 'raw':
      terminal.write(found.record.value ?? Buffer.alloc(0));
      break;
    case 'readable':
      terminal.write(readable(found));
      break;
  }
}

function readable({ record, letter, ...place }: FoundDeadLetter): string {
  const original: OutgoingRecord = letter?.original ?? record;
  const reasons = letter
    ? [
        ['code', letter.code],
        ['stage', letter.stage],
        ['path', letter.path ?? '(the whole record)'],
        ['message', letter.message],
        ['refused at', letter.at],
        ['event', `${letter.topic} ${placeText(letter)}`],
      ]
    : [['code', 'not a dead letter: ingest did not put it here']];
  const headers = Object.entries(original.headers ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value]),
  );
  const rows = [...reasons, ['published at', new Date(Number(record.timestamp)).toISOString()]];
  const cells = (part: readonly (readonly (string | Buffer | undefined)[])[]): string[][] =>
    part.map((row) => row.map((cell) => printableText(Buffer.from(cell ?? ''))));
  return [
    formatTable(['dead letter', placeText(place)], cells(rows)),
    formatTable(['header', 'value'], cells(headers)),
    `key\n${bytesText(record.key)}\n`,
    `value\n${bytesText(record.value)}\n`,
  ].join('\n');
}

function bytesText(bytes: Buffer | null): string {
  if (bytes === null) return '(null)';
  const cut = bytes.length > maxShownBytes ? `\n(${bytes.length} bytes, the first ${maxShownBytes} shown)` : '';
  return printableText(bytes.subarray(0, maxShownBytes)) + cut;
}
