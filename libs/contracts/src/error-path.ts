/** Keys that look like names of fields; anything else may be what someone typed, such as an email address. */
const nameLike = /^[\w-]{1,64}$/;

/**
 * A dotted path: `parent` (a path, or empty) and the keys and indexes below it. A key that is not like the name of a field
 * is written as `*`, so that a path may be logged.
 */
export function errorPath(parent: string, ...keys: readonly (string | number)[]): string {
  const told = keys.map((key) => (typeof key === 'number' || nameLike.test(key) ? key : '*'));
  return (parent === '' ? told : [parent, ...told]).join('.');
}
