import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '@activity-log/activity';

/** SHA-256 of a decoded body: the same for the same JSON, whatever the order of its keys and the white space between them. */
export function requestDigest(body: object): Buffer {
  // A validated body is what JSON decoded to; a part left out is an undefined property of its class.
  return hash('sha256', canonicalJson(body as JsonObject), 'buffer');
}
