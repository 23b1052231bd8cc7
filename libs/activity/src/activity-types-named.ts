import { parseActivityType, typeCatalogue } from './type-catalogue.js';

/**
 * The activity types that a name of either document stands for; undefined when it can name none. A's name stands for itself;
 * B's (with a dot) for every type of the catalogue that it is the API type of, and for the type of its own parts.
 */
export function activityTypesNamed(spelling: string): readonly string[] | undefined {
  const parsed = parseActivityType(spelling);
  if (parsed === undefined) return undefined;
  if (!spelling.includes('.')) return [parsed];
  const mapped: readonly string[] = typeCatalogue.flatMap(({ type, apiType }) => (apiType === spelling ? [type] : []));
  return [...new Set([...mapped, parsed])];
}
