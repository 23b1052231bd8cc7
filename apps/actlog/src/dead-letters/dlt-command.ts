import { createTopicAdmin } from '@activity-log/kafka';
import { Command } from 'commander';
import { brokersHelp } from '../settings-help.js';
import { brokersOf, logOf, readSettings, type Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { wholeNumberArgument } from '../whole-number-argument.js';
import { codeArgument, codesHelp } from './code-argument.js';
import { parsePlace, type DeadLetterPlace } from './dead-letter-place.js';
import { DeadLetterTopic } from './dead-letter-topic.js';
import { listDeadLetters } from './list-dead-letters.js';
import { redriveDeadLetters, type RedriveChoice } from './redrive-dead-letters.js';
import { showDeadLetter } from './show-dead-letter.js';
import { UsageError } from '../usage-error.js';

/** `dlt list|show|redrive`: the events that were refused, why, and another try for them. */
export function dltCommand(terminal: Terminal): Command {
  return new Command('dlt')
    .summary('list, show and redrive dead letters')
    .description('List, show and redrive dead letters: events that were refused.')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(redriveCommand(terminal));
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .summary('list dead letters, without their content')
    .description('List dead letters: where they are, why they were refused and where the event was.')
    .option('--code <code>', 'only those refused for this reason', codeArgument)
    .option('--limit <n>', 'lines at the most', wholeNumberArgument({ min: 1, max: 100_000 }), 100)
    .addHelpText('after', `${codesHelp}\n${brokersHelp('DEAD_LETTER_TOPIC')}`)
    .action(async ({ code, limit }: { readonly code?: string; readonly limit: number }) => {
      await withTopic(terminal, (topic) =>
        listDeadLetters(topic, { terminal, limit, ...(code === undefined ? {} : { code }) }),
      );
    });
}

function showCommand(terminal: Terminal): Command {
  return new Command('show')
    .summary('show one dead letter')
    .description('Show one dead letter: the reason, and the event as it came.')
    .argument('<partition/offset>', 'as dlt list prints it', parsePlace)
    .option('--raw', 'print the bytes of the value and nothing else')
    .addHelpText('after', brokersHelp('DEAD_LETTER_TOPIC'))
    .action(async (place: DeadLetterPlace, { raw }: { readonly raw?: true }) => {
      await withTopic(terminal, (topic) => showDeadLetter(topic, { terminal, place, form: raw ? 'raw' : 'readable' }));
    });
}

interface RedriveOptions {
  readonly all?: true;
  readonly code?: string;
}

function redriveCommand(terminal: Terminal): Command {
  return new Command('redrive')
    .summary('publish refused events again')
    .description(
      'Publish events again, byte for byte and each once, to the topic of domain events. The log drops what it has, so a redrive may be repeated.',
    )
    .argument(
      '[partition/offset...]',
      'as dlt list prints them',
      (text: string, places: readonly DeadLetterPlace[] | undefined) => [...(places ?? []), parsePlace(text)],
    )
    .option('--code <code>', 'all that were refused for this reason', codeArgument)
    .option('--all', 'all there are')
    .addHelpText('after', `${codesHelp}\n${brokersHelp('DEAD_LETTER_TOPIC', 'DOMAIN_EVENTS_TOPIC')}`)
    .action(async (places: readonly DeadLetterPlace[], options: RedriveOptions) => {
      const choice = redriveChoice(places, options);
      await withTopic(terminal, (topic, settings) => redriveDeadLetters(topic, { terminal, settings, choice }));
    });
}

function redriveChoice(places: readonly DeadLetterPlace[], { all, code }: RedriveOptions): RedriveChoice {
  const choices: readonly RedriveChoice[] = [
    ...(places.length > 0 ? [{ kind: 'places', places } as const] : []),
    ...(code === undefined ? [] : [{ kind: 'code', code } as const]),
    ...(all ? [{ kind: 'all' } as const] : []),
  ];
  const [choice, another] = choices;
  if (!choice || another) throw new UsageError('say which: either partition/offset…, or --code <code>, or --all');
  return choice;
}

async function withTopic(
  terminal: Terminal,
  work: (topic: DeadLetterTopic, settings: Settings) => Promise<void>,
): Promise<void> {
  const settings = readSettings(terminal);
  const admin = createTopicAdmin({ brokers: brokersOf(settings), clientId: 'actlog', log: logOf(terminal, settings) });
  try {
    await work(new DeadLetterTopic({ admin, topic: settings.deadLetterTopic }), settings);
  } finally {
    await admin.stop();
  }
}
