import { takeDownLeftovers } from './take-down-leftovers.js';

/**
 * A program of its own, `watchdog <runDir> <owner's pid> <owner's start>`: waits until its standard input ends, which is when its
 * owner is gone, and ends the children that the owner left. A line on the input says that there is nothing left to do.
 */
const [runDir = '', pid = '', started = ''] = process.argv.slice(2);

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Whoever signals a whole session means the others; we end with our owner.
  process.on(name, () => undefined);
}

process.stdin.once('data', () => process.exit(0));
process.stdin.once('end', () => {
  void takeDownLeftovers({ runDir, owner: { pid: Number(pid), started } }).finally(() => process.exit(0));
});
