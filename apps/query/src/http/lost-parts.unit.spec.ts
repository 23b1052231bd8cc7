import { describe, expect, it } from '@jest/globals';
import { lostParts } from './lost-parts.js';

describe('lostParts', () => {
  it('names what was given and not kept, at any depth', () => {
    const given = { a: 1, valueOf: 2, list: [{ b: 1 }, { b: 2, rest: 3 }], deep: { c: { d: 4 } } };
    const kept = { a: 1, list: [{ b: 1 }, { b: 2 }], deep: { c: {} } };
    expect(lostParts(given, kept)).toEqual(['valueOf', 'list.1.rest', 'deep.c.d']);
  });

  it('names nothing when everything was kept, changed or not', () => {
    const opaque = { valueOf: 1 };
    expect(lostParts({ page: '1', opaque, none: null }, { page: 1, opaque, none: null, more: true })).toEqual([]);
  });
});
