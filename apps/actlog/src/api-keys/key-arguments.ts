import { permissionsByKind, type Permission } from '@activity-log/contracts';
import { InvalidArgumentError } from 'commander';

const spanMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const maxSpanMs = 3_650 * 86_400_000;
/** What an author's name may be long in an activity. */
const maxNameLength = 200;

const scopes: readonly Permission[] = permissionsByKind.service;

/** Parses a comma list of scopes, each named once: what programs may have. */
export function scopesArgument(list: string): readonly Permission[] {
  const named = new Set(list.split(',').map((scope) => scope.trim()));
  const known = scopes.filter((scope) => named.has(scope));
  if (known.length === named.size) return known;
  throw new InvalidArgumentError(`Scopes are of ${scopes.join(', ')}; comments are for members of staff.`);
}

/** Parses the name of a key, which is shown as the author of what it does. */
export function keyNameArgument(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= maxNameLength && !/[\p{Cc}\p{Cs}]/u.test(name)) return name;
  throw new InvalidArgumentError(`It must have 1 to ${maxNameLength} characters, none of them a control character.`);
}

/** Parses a span such as `90d`, at most ten years, to milliseconds. */
export function spanArgument(text: string): number {
  const [, count, unit = ''] = /^(\d{1,7})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (spanMs[unit] ?? Number.NaN);
  if (ms > 0 && ms <= maxSpanMs) return ms;
  throw new InvalidArgumentError('It must be a number and one of m, h, d, such as 90d, and ten years at the most.');
}
