import type { JsonObject, JsonValue } from '@activity-log/activity';
import type { ConsumedRecord, RecordHeaders } from '@activity-log/kafka';
import {
  attributeHeaderPrefix,
  binaryContentType,
  cloudEventsContentType,
  contentTypeHeader,
  specVersion,
  structuredContentType,
} from './cloud-event-names.js';
import { decodeJson } from './decode-json.js';
import { EventError } from './event-error.js';
import { headerText } from './header-text.js';
import { eventLimits } from './limits.js';

/** A CloudEvent whose data is JSON, as the record carried it; nothing of it but its form is checked. */
export interface ReadCloudEvent {
  /** The value of an attribute, or undefined when the event has none of that name. */
  attribute(name: string): JsonValue | undefined;
  readonly data: JsonValue | undefined;
}

/**
 * The CloudEvent of a record, in binary or structured mode of the CloudEvents 1.0 Kafka binding. The content type tells
 * the mode; without one and without `ce_` headers, a body that has `specversion` is structured.
 *
 * The binding of the `cloudevents` library is not used to read: it parses the value with JSON.parse and rounds `time` to
 * milliseconds. Its names and constants are.
 *
 * Throws an {@link EventError} of stage `decode`, or `unsupported_specversion`.
 */
export function readCloudEvent(
  record: Pick<ConsumedRecord, 'value' | 'headers'>,
  { maxBytes = eventLimits.maxEventBytes }: { readonly maxBytes?: number } = {},
): ReadCloudEvent {
  const { headers, value } = record;
  if (value === null) throw new EventError('tombstone');
  const contentType = headerText(headers, contentTypeHeader);
  switch (modeOf(headers, contentType)) {
    case 'structured':
      return structured(value, maxBytes);
    case 'binary':
      return binary(headers, value, maxBytes);
  }
}

function modeOf(headers: RecordHeaders, contentType: string | undefined): 'structured' | 'binary' {
  const mime = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mime === structuredContentType) return 'structured';
  if (mime !== undefined && !isJson(mime))
    throw new EventError('unsupported_content_type', { path: contentTypeHeader });
  return Object.keys(headers).some((name) => name.startsWith(attributeHeaderPrefix)) ? 'binary' : 'structured';
}

function isJson(mime: string): boolean {
  return (
    !mime.startsWith(cloudEventsContentType) &&
    (mime === binaryContentType || /^application\/[\w.-]+\+json$/.test(mime))
  );
}

function structured(value: Buffer, maxBytes: number): ReadCloudEvent {
  // One level more than in binary mode, where the value is the data: the same data is accepted in both.
  const body = decodeJson(value, { maxBytes, maxDepth: eventLimits.maxNestingDepth + 1 });
  if (!isObject(body)) throw new EventError('not_an_object');
  if (body['specversion'] === undefined) throw new EventError('not_a_cloudevent');
  requireSpecVersion(body['specversion']);
  if (body['data_base64'] !== undefined) throw new EventError('unsupported_content_type', { path: 'data_base64' });
  const dataType = body['datacontenttype'];
  if (typeof dataType === 'string' && !isJson(dataType.split(';', 1)[0]?.trim().toLowerCase() ?? '')) {
    throw new EventError('unsupported_content_type', { path: 'datacontenttype' });
  }
  return {
    attribute: (name) => (Object.hasOwn(body, name) ? body[name] : undefined),
    data: body['data'],
  };
}

function binary(headers: RecordHeaders, value: Buffer, maxBytes: number): ReadCloudEvent {
  const attribute = (name: string): string | undefined => headerText(headers, attributeHeaderPrefix + name);
  const data = decodeData(value, maxBytes);
  if (!isObject(data)) throw new EventError('not_an_object');
  requireSpecVersion(attribute('specversion'));
  return { attribute, data };
}

/** The value of a record in binary mode is the event's data, and errors in it say so. */
function decodeData(value: Buffer, maxBytes: number): JsonValue {
  try {
    return decodeJson(value, { maxBytes });
  } catch (error) {
    if (!(error instanceof EventError) || error.path === undefined) throw error;
    throw new EventError(error.code, { path: `data.${error.path}` });
  }
}

function requireSpecVersion(version: JsonValue | undefined): void {
  if (version === undefined) throw new EventError('missing_attribute', { path: 'specversion' });
  if (version !== specVersion) throw new EventError('unsupported_specversion', { path: 'specversion' });
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
