import { placeText, type DeadLetterPlace } from './dead-letter-place.js';

/** The dead-letter topic has no record at that place. */
export class DeadLetterMissing extends Error {
  override readonly name = 'DeadLetterMissing';
  readonly code = 'dead_letter_missing';
  readonly retry = 'never';

  constructor(place: DeadLetterPlace) {
    super(`there is no dead letter at ${placeText(place)}`);
  }
}
