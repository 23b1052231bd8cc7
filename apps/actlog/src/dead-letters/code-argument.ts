import { eventErrorCatalogue, type EventErrorCode } from '@activity-log/contracts';
import { InvalidArgumentError } from 'commander';
import { helpSection } from '../help-section.js';

/** Every reason for which an event is refused, for the end of a help. */
export const codesHelp = helpSection(
  'Codes',
  Object.entries(eventErrorCatalogue).map(([code, { description }]) => [code, description]),
);

/** Parses the reason for which an event was refused: a mistyped one would match nothing, which reads like good news. */
export function codeArgument(text: string): EventErrorCode {
  if (isCode(text)) return text;
  throw new InvalidArgumentError(`Codes are ${Object.keys(eventErrorCatalogue).join(', ')}.`);
}

function isCode(text: string): text is EventErrorCode {
  return Object.hasOwn(eventErrorCatalogue, text);
}
