import { describe, expect, it } from '@jest/globals';
import { undecodableParameters } from './undecodable-parameters.js';

describe('the parameters of an address that are not percent-encoded UTF-8', () => {
  it.each([
    ['/v1/activity', []],
    ['/v1/activity?', []],
    ['/v1/activity?user_id=Zo%C3%AB+K&field=a%2Bb', []],
    ['/v1/activity?user_id=%ff', ['user_id']],
    ['/v1/activity?field=%ED%A0%80&user_id=u&type=%C3', ['field', 'type']],
    ['/v1/activity?field=100%', ['field']],
    ['/v1/activity?%66ield=%80', ['field']],
    ['/v1/activity?%ff=1', ['%ff']],
  ])('of %s are %j', (url, names) => {
    expect(undecodableParameters(url)).toEqual(names);
  });
});
