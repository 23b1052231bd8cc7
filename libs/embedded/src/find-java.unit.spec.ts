import { describe, expect, it } from '@jest/globals';
import { javaVersion } from './find-java.js';

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "24-ea" 2025-03-18', 24],
    ['something else', undefined],
  ])('is read out of %j', (output, version) => {
    expect(javaVersion(output)).toBe(version);
  });
});
