/**
 * Aborts when the npm that started this program is gone: a killed npm takes nothing with it, and what stayed behind would hold
 * the data directory and the ports. Started any other way, a program outlives whoever started it, as under nohup.
 */
export class LauncherWatch {
  readonly #onGone: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor({ onGone }: { readonly onGone: () => void }) {
    this.#onGone = onGone;
  }

  start(): void {
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const launcher = process.ppid;
    this.#timer = setInterval(() => {
      if (process.ppid !== launcher) this.#onGone();
    }, pollMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

const pollMs = 250;
