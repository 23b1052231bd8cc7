/**
 * Every bound of an event, by name and unit. Lengths are counted in UTF-16 code units (`string.length`), of which UTF-8
 * needs at most three bytes each: an index key of org, datatype and owner id stays below 1 kB, far from PostgreSQL's 2.7 kB.
 */
export const eventLimits = Object.freeze({
  /** The value of a record of `crm.domain-events`. */
  maxEventBytes: 1_048_576,
  /** Objects and arrays inside each other, counted from the event's `data`. */
  maxNestingDepth: 32,
  maxEventIdLength: 256,
  maxSourceLength: 1_024,
  maxCorrelationIdLength: 256,
  maxSubjects: 20,
  maxDatatypeLength: 64,
  maxOwnerIdLength: 256,
  maxNameLength: 512,
  maxUserIdLength: 256,
  maxEmailLength: 320,
  maxChanges: 100,
  maxFieldLength: 256,
  maxSummaryLength: 10_000,
  /** Ten years. */
  maxDurationSeconds: 315_360_000,
  /** The value of a record of `crm.activities`: numbers such as 1e-6 are written out there, so it may outgrow its event. */
  maxActivityBytes: 2_097_152,
  /** The path that an error names; longer ones are cut. */
  maxErrorPathLength: 256,
});
