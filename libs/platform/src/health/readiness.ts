import { Injectable } from '@nestjs/common';

/** One thing a service needs to do its work. */
export interface ReadinessCheck {
  /** Shown to operators, e.g. `database`. */
  readonly name: string;
  /** Rejects while the service cannot do its work; the message is logged, not shown. */
  check(): Promise<void>;
}

/** A check that did not pass. */
export interface FailedCheck {
  readonly name: string;
  readonly error: unknown;
}

/** How long one check may take. */
const checkTimeoutMs = 3_000;

/** The checks of one service. Ready means that every one of them passes. */
@Injectable()
export class Readiness {
  readonly #checks: ReadinessCheck[] = [];

  add(check: ReadinessCheck): void {
    this.#checks.push(check);
  }

  /** The checks that fail or take longer than 3 s, in the order they were added. Empty when ready. */
  async failures(): Promise<readonly FailedCheck[]> {
    const outcomes = await Promise.all(this.#checks.map((check) => failureOf(check)));
    return outcomes.filter((outcome) => outcome !== undefined);
  }
}

async function failureOf(check: ReadinessCheck): Promise<FailedCheck | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${checkTimeoutMs} ms`));
    }, checkTimeoutMs);
  });
  try {
    await Promise.race([check.check(), late]);
    return undefined;
  } catch (error) {
    return { name: check.name, error };
  } finally {
    clearTimeout(timer);
  }
}
