import { describe, expect, it } from '@jest/globals';
import { bearerToken, maxTokenLength } from './bearer-token.js';

describe('the bearer token of raw headers', () => {
  it('is read whatever the case of the header and the scheme', () => {
    expect(bearerToken(['Host', 'x', 'AUTHORIZATION', 'bearer a.b.c'])).toEqual({ kind: 'jwt', token: 'a.b.c' });
  });

  it('is an API key by its prefix and length', () => {
    const token = `ak_${'x'.repeat(43)}`;
    expect(bearerToken(['Authorization', `Bearer ${token}`])).toEqual({ kind: 'api_key', token });
  });

  it.each([
    ['no header', []],
    ['another scheme', ['authorization', 'Basic a.b.c']],
    ['no scheme', ['authorization', 'a.b.c']],
    ['a short API key', ['authorization', `Bearer ak_${'x'.repeat(42)}`]],
    ['a long API key', ['authorization', `Bearer ak_${'x'.repeat(44)}`]],
    ['two parts', ['authorization', 'Bearer a.b']],
    ['an unsigned token', ['authorization', 'Bearer a.b.']],
    ['characters beyond base64url', ['authorization', 'Bearer a.b+.c']],
    ['two tokens in one header', ['authorization', 'Bearer a.b.c, Bearer a.b.c']],
    ['two headers', ['authorization', 'Bearer a.b.c', 'Authorization', 'Bearer a.b.c']],
    ['a token that is too long', ['authorization', `Bearer a.b.${'c'.repeat(maxTokenLength)}`]],
    ['a header value that says Authorization', ['x-note', 'authorization', 'x-other', 'Bearer a.b.c']],
  ])('is none with %s', (_, headers) => {
    expect(bearerToken(headers)).toBeUndefined();
  });
});
