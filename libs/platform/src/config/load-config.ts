import { ConfigError, type ConfigBreach } from './config-error.js';
import type { Rule } from './rule.js';

/** Where one value of the configuration comes from. Made by {@link required}, {@link optional} or {@link defaulted}. */
export interface Setting<T> {
  readonly variable: string;
  readonly rule: Rule<unknown>;
  readonly absent: { readonly kind: 'refused' } | { readonly kind: 'accepted'; readonly value: T };
  readonly read: (text: string) => T | undefined;
}

/** What {@link loadConfig} reads: a setting for each property of the configuration. */
export type ConfigSchema = Readonly<Record<string, Setting<unknown>>>;

/** The configuration that a schema describes. */
export type ConfigOf<Schema extends ConfigSchema> = {
  readonly [Name in keyof Schema]: Schema[Name] extends Setting<infer T> ? T : never;
};

/** A variable that must be set. */
export function required<T>(variable: string, rule: Rule<T>): Setting<T> {
  return { variable, rule, absent: { kind: 'refused' }, read: (text) => rule.read(text) };
}

/** A variable that may be left out; the property is undefined then. */
export function optional<T>(variable: string, rule: Rule<T>): Setting<T | undefined> {
  return { variable, rule, absent: { kind: 'accepted', value: undefined }, read: (text) => rule.read(text) };
}

/** A variable with a value for when it is left out. */
export function defaulted<T>(variable: string, rule: Rule<T>, value: T): Setting<T> {
  return { variable, rule, absent: { kind: 'accepted', value }, read: (text) => rule.read(text) };
}

/**
 * The configuration, typed and frozen. An empty variable counts as left out, as compose files and shells write it.
 * Throws a {@link ConfigError} that names every variable at fault with its rule, never with its value.
 */
export function loadConfig<Schema extends ConfigSchema>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<Schema> {
  const breaches: ConfigBreach[] = [];
  const values = Object.entries(schema).map(([name, { variable, rule, absent, read }]): [string, unknown] => {
    const text = env[variable] ?? '';
    if (text === '' && absent.kind === 'accepted') return [name, absent.value];
    const value = text === '' ? undefined : read(text);
    if (value === undefined)
      breaches.push({ variable, rule: `${text === '' ? 'is required, ' : 'must be '}${rule.expects}` });
    return [name, value];
  });
  if (breaches.length > 0) throw new ConfigError(breaches);
  return Object.freeze(Object.fromEntries(values)) as ConfigOf<Schema>;
}
