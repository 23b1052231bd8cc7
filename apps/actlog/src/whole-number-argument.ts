import { InvalidArgumentError } from 'commander';

/** Parses an argument that is a whole number within bounds, both included; anything else is a usage error. */
export function wholeNumberArgument({
  min,
  max,
}: {
  readonly min: number;
  readonly max: number;
}): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
