import type { JsonObject } from '@activity-log/activity';

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = JsonObject;

/** The dialect of every schema, as AsyncAPI names it. */
export const schemaFormat = 'application/schema+json;version=draft-2020-12';
