import { eventLimits } from './limits.js';

/** How far an event came before it was refused. */
export type EventErrorStage = 'decode' | 'parse' | 'append';

interface EventErrorEntry {
  readonly stage: EventErrorStage;
  /** A sentence for the docs and the dead letter; it never holds a value of the event. */
  readonly description: string;
}

const entry = (stage: EventErrorStage, description: string): EventErrorEntry => ({ stage, description });

/** Every reason for which an event is refused and dead-lettered. The docs are made from it. */
export const eventErrorCatalogue = Object.freeze({
  unreadable_batch: entry('decode', 'the batch around the records is corrupt, or would inflate to more than 96 MiB'),
  tombstone: entry('decode', 'the record has no value'),
  empty_value: entry('decode', 'the value is empty'),
  event_too_large: entry('decode', 'the value is larger than 1 MiB'),
  byte_order_mark: entry('decode', 'the value begins with a byte order mark'),
  invalid_utf8: entry('decode', 'the value is not valid UTF-8'),
  invalid_json: entry('decode', 'the value is not JSON'),
  nesting_too_deep: entry('decode', 'objects and arrays are nested deeper than 32'),
  nul_character: entry('decode', 'a text holds the character U+0000'),
  lone_surrogate: entry('decode', 'a text holds half of a surrogate pair'),
  unsafe_number: entry(
    'decode',
    'a number is beyond 2^53 - 1, is -0, or has more digits than a double-precision number keeps',
  ),
  duplicate_key: entry('decode', 'an object has the same key twice'),
  forbidden_key: entry('decode', 'a key would reach the prototype of an object'),
  not_an_object: entry('decode', 'the value is JSON, but not an object'),
  invalid_header: entry('decode', 'a header is not valid UTF-8 or holds a control character'),
  repeated_header: entry('decode', 'a header that carries an attribute occurs more than once'),
  unsupported_content_type: entry('decode', 'the content type is not JSON'),
  not_a_cloudevent: entry('decode', 'the record has neither ce_ headers nor a body with specversion'),
  unsupported_specversion: entry('parse', 'specversion is not 1.0'),
  missing_attribute: entry('parse', 'a required CloudEvents attribute is absent'),
  invalid_attribute: entry('parse', 'a CloudEvents attribute breaks its rule'),
  invalid_time: entry('parse', 'time is not an RFC 3339 date-time with an offset, in the years 0001 to 9999'),
  invalid_org: entry('parse', 'orgid cannot be the id of an org'),
  invalid_type: entry('parse', 'type cannot be an activity type'),
  reserved_type: entry('parse', 'the log alone writes activities of this type'),
  reserved_source: entry('parse', 'the log alone speaks under this source'),
  missing_field: entry('parse', 'a required part of data is absent'),
  invalid_field: entry('parse', 'a part of data breaks its rule'),
  unknown_field: entry('parse', 'data has a part that the contract does not know'),
  duplicate_subject: entry('parse', 'the same record is named twice in subjects'),
  catalogue_breach: entry('parse', 'the event lacks what its type requires'),
  org_mismatch: entry('parse', 'the record key names another org than the event'),
  id_conflict: entry(
    'append',
    'an event of the same org, source and id, but with other content, is already in the log',
  ),
  refused_by_database: entry('append', 'the database refused a value of the event'),
});

/** A stable name for a reason, e.g. `duplicate_key`. */
export type EventErrorCode = keyof typeof eventErrorCatalogue;

/** What an error adds to its code. */
export interface EventErrorFacts {
  /** Where in the event, e.g. `data.subjects.0.ownerId` or `time`; absent when it is the whole record. */
  readonly path?: string;
  /** A sentence that says more than the catalogue's; must not hold a value of the event. */
  readonly message?: string;
}

/**
 * An event cannot enter the log, now or later. The message and the path hold no value of the event, so both may be
 * logged and put into headers.
 */
export class EventError extends Error {
  override readonly name = 'EventError';
  readonly retry = 'never';
  readonly code: EventErrorCode;
  readonly stage: EventErrorStage;
  readonly path?: string;

  constructor(code: EventErrorCode, { path, message }: EventErrorFacts = {}) {
    super(message ?? eventErrorCatalogue[code].description);
    this.code = code;
    this.stage = eventErrorCatalogue[code].stage;
    if (path !== undefined) this.path = path.slice(0, eventLimits.maxErrorPathLength);
  }
}
