/** What is read of an error of kafkajs. Its classes cannot be imported by name from an ES module. */
interface ClientErrorFacts {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly retriable?: unknown;
  readonly retry?: unknown;
  readonly cause?: unknown;
}

/** The member is out of the group, or the group is about to change: join again. */
const membershipTypes = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'NOT_COORDINATOR_FOR_GROUP',
  'FENCED_INSTANCE_ID',
]);

/** Errors that the library calls final although they only say that nobody answered. */
const outageNames = new Set([
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSLockTimeout',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
]);

/** The broker's name of the error (`REBALANCE_IN_PROGRESS`), looked for down the chain of causes. */
export function brokerErrorType(error: unknown): string | undefined {
  return firstInChain(error, ({ type }) => (typeof type === 'string' ? type : undefined));
}

/** Whether the error says that this member lost its place in the group, or will. */
export function isMembershipError(error: unknown): boolean {
  return membershipTypes.has(brokerErrorType(error) ?? '');
}

/** Whether asking again later can help: an outage, and not a request that the broker will never accept. */
export function isOutage(error: unknown): boolean {
  // What this package throws through the library says itself whether it is final, whatever was wrapped around it.
  if (firstInChain(error, (facts) => (facts.retry === 'never' ? true : undefined)) === true) return false;
  return (
    firstInChain(error, ({ retriable, cause, name }) =>
      (retriable === true && !(cause instanceof Error)) || outageNames.has(String(name)) ? true : undefined,
    ) === true
  );
}

function firstInChain<T>(error: unknown, pick: (facts: ClientErrorFacts) => T | undefined): T | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 10 && typeof current === 'object' && current !== null; depth += 1) {
    const facts: ClientErrorFacts = current;
    const picked = pick(facts);
    if (picked !== undefined) return picked;
    current = facts.cause;
  }
  return undefined;
}

/** An error for the log: its name and message, never a payload. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
