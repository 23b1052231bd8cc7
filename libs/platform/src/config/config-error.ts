/** A variable that breaks its rule. Never carries the value, which may be a secret. */
export interface ConfigBreach {
  readonly variable: string;
  readonly rule: string;
}

/** The environment does not make a configuration. Its message has a line `NAME: rule` for every variable at fault. */
export class ConfigError extends Error {
  readonly code = 'config_invalid';
  readonly retry = 'never';
  override readonly name = 'ConfigError';

  constructor(readonly breaches: readonly ConfigBreach[]) {
    super(`invalid configuration\n${breaches.map(({ variable, rule }) => `${variable}: ${rule}`).join('\n')}`);
  }
}
