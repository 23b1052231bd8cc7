/**
 * The paths of the parts that a JSON value has and the instance made of it has not. class-transformer leaves out each key that is
 * the name of a method of objects, such as `valueOf`, before the rules of the class could refuse it.
 */
export function lostParts(given: unknown, kept: unknown, parent = ''): readonly string[] {
  if (given === kept || !isObject(given) || !isObject(kept)) return [];
  return Object.entries(given).flatMap(([key, part]) => {
    const path = parent === '' ? key : `${parent}.${key}`;
    return Object.hasOwn(kept, key) ? lostParts(part, kept[key], path) : [path];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
