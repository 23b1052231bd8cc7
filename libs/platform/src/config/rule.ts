/** Reads the text of a variable: the value it stands for, or undefined when it breaks the rule that `expects` words. */
export interface Rule<T> {
  /** Completes the sentence "must be …". */
  readonly expects: string;
  read(text: string): T | undefined;
}

/** Any text between the given lengths, in characters. */
export function text({
  minLength = 1,
  maxLength = 4096,
}: { minLength?: number; maxLength?: number } = {}): Rule<string> {
  return {
    expects: `${minLength} to ${maxLength} characters`,
    read: (value) => (value.length >= minLength && value.length <= maxLength ? value : undefined),
  };
}

/** A whole number within bounds, both included. */
export function wholeNumber({ min, max }: { min: number; max: number }): Rule<number> {
  return {
    expects: `a whole number from ${min} to ${max}`,
    read: (value) => {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      return number >= min && number <= max ? number : undefined;
    },
  };
}

/** A TCP port; 0 lets the system choose. */
export const port: Rule<number> = wholeNumber({ min: 0, max: 65_535 });

/** One of a closed list of words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Rule<Word> {
  return {
    expects: `one of ${words.join(', ')}`,
    read: (value) => words.find((word) => word === value),
  };
}

/** `host:port` pairs, comma-separated. */
export const brokerList: Rule<readonly string[]> = {
  expects: 'host:port, several separated by commas',
  read: (value) => {
    const brokers = value.split(',').map((broker) => broker.trim());
    return brokers.every((broker) => /^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/.test(broker))
      ? brokers
      : undefined;
  },
};

/** An absolute URL with one of the given schemes, e.g. `postgres`. */
export function url(schemes: readonly string[]): Rule<string> {
  return {
    expects: `a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    read: (value) =>
      URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)) ? value : undefined,
  };
}

/** The name of a Kafka topic or consumer group. */
export const kafkaName: Rule<string> = {
  expects: '1 to 249 letters, digits, dots, underscores and dashes',
  read: (value) => (/^[A-Za-z0-9._-]{1,249}$/.test(value) ? value : undefined),
};

/** The levels of the log, from the rarest line to the most. */
export const logLevel: Rule<'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'> = oneOf([
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'silent',
]);
