import { InvalidArgumentError } from 'commander';

/** Where a dead letter is in the dead-letter topic. */
export interface DeadLetterPlace {
  readonly partition: number;
  readonly offset: bigint;
}

/** `0/17`, as `dlt list` prints it. */
export function placeText({ partition, offset }: DeadLetterPlace): string {
  return `${partition}/${offset.toString()}`;
}

/** The place that a text such as `0/17` names; anything else is a usage error. */
export function parsePlace(text: string): DeadLetterPlace {
  const [, partition, offset] = /^(\d{1,9})\/(\d{1,18})$/.exec(text) ?? [];
  if (partition === undefined || offset === undefined) {
    throw new InvalidArgumentError('A dead letter is named by partition/offset as dlt list prints it, such as 0/17.');
  }
  return { partition: Number(partition), offset: BigInt(offset) };
}
