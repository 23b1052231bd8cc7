import { hash } from 'node:crypto';

/** What an API key looks like: `ak_` and 256 random bits in base64url. The prefix lets secret scanners find a leaked one. */
const shape = /^ak_[A-Za-z0-9_-]{43}$/;

/** Bytes of randomness in a key. */
export const apiKeyEntropyBytes = 32;

/** The key made of {@link apiKeyEntropyBytes} random bytes. */
export function apiKeySecret(random: Buffer): string {
  if (random.length !== apiKeyEntropyBytes) throw new Error(`an API key is made of ${apiKeyEntropyBytes} bytes`);
  return `ak_${random.toString('base64url')}`;
}

/** Whether a text has the shape of an API key. */
export function isApiKey(text: string): boolean {
  return shape.test(text);
}

/**
 * What is kept of a key, in hex. A plain SHA-256 is right here: the secret is 256 random bits, so there is no dictionary to
 * slow down. Looking a digest up by an index tells nothing by its time, since nobody can choose the digest of a guess.
 */
export function apiKeyDigest(secret: string): string {
  return hash('sha256', secret, 'hex');
}
