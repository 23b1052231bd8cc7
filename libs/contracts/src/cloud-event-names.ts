import { CONSTANTS } from 'cloudevents';

/** What the CloudEvents 1.0 Kafka binding puts before the name of an attribute to make the name of a header. */
export const attributeHeaderPrefix = 'ce_';

/** The header that holds the attribute `datacontenttype` in binary mode, and tells structured mode. */
export const contentTypeHeader = CONSTANTS.HEADER_CONTENT_TYPE;

/** The only version of the specification that is read and written. */
export const specVersion = '1.0';

/** The content type of a record in structured mode. */
export const structuredContentType = CONSTANTS.MIME_CE_JSON;

/** The content type of a record in binary mode. */
export const binaryContentType = CONSTANTS.MIME_JSON;

/** The beginning of every CloudEvents content type, batches and other formats included. */
export const cloudEventsContentType = CONSTANTS.MIME_CE;
