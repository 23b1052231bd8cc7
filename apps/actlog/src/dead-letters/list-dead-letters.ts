import { countOf } from '../count-of.js';
import { formatTable } from '../format-table.js';
import { printableText } from '../printable-text.js';
import type { Terminal } from '../terminal.js';
import { placeText } from './dead-letter-place.js';
import type { DeadLetterTopic, FoundDeadLetter } from './dead-letter-topic.js';

/** What to list, and where. */
export interface ListOptions {
  readonly terminal: Terminal;
  readonly code?: string;
  readonly limit: number;
}

const header = ['dead letter', 'code', 'path', 'refused at', 'event'];

/** Prints a table of dead letters without their content, and how many there are. */
export async function listDeadLetters(topic: DeadLetterTopic, { terminal, code, limit }: ListOptions): Promise<void> {
  const rows: string[][] = [];
  let matching = 0;
  for await (const found of topic.all()) {
    if (code !== undefined && found.letter?.code !== code) continue;
    matching += 1;
    if (rows.length < limit) rows.push(rowOf(found));
  }
  if (rows.length > 0) terminal.write(formatTable(header, rows));
  const shown = rows.length < matching ? `, the first ${rows.length} shown` : '';
  terminal.write(`${countOf(matching, 'dead letter')}${shown}\n`);
}

function rowOf({ letter, ...place }: FoundDeadLetter): string[] {
  if (!letter) return [placeText(place), 'not a dead letter', '', '', ''];
  const { code, path = '', at, topic, partition, offset } = letter;
  // Headers are bytes that anyone who may write to the topic can have made up.
  return [placeText(place), code, path, at, `${topic} ${placeText({ partition, offset })}`].map((cell) =>
    printableText(Buffer.from(cell)),
  );
}
