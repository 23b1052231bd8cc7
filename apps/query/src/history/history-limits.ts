/** Every bound of reading versions, by name and unit. */
export const historyLimits = Object.freeze({
  /** Versions of a record that are folded for an answer, from the first on. What comes after them cannot be asked for. */
  maxFoldedVersions: 10_000,
  /** Characters of the activities that are folded for an answer. */
  maxFoldedLength: 32 * 1_048_576,
  /** What one statement reads. */
  maxVersionsPerRead: 500,
  maxBytesPerRead: 4 * 1_048_576,
  /** Characters of an answer with more than one version. */
  maxAnswerLength: 16 * 1_048_576,
  /** The highest number that a version can be asked by. */
  maxVersionNumber: 999_999_999,
});
