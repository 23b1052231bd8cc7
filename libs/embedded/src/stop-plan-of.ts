import type { StopPlan } from './supervised-child.js';

/** How a child of that name is ended: within 10 s altogether, orderly if it can. */
export function stopPlanOf(name: string): StopPlan {
  // SIGINT is PostgreSQL's fast shutdown (sessions are cut, a checkpoint is written), SIGQUIT its immediate one.
  const [ask, insist]: [NodeJS.Signals, NodeJS.Signals] =
    name === 'postgres' ? ['SIGINT', 'SIGQUIT'] : ['SIGTERM', 'SIGTERM'];
  return [
    { signal: ask, graceMs: 6_000 },
    { signal: insist, graceMs: 1_500 },
    { signal: 'SIGKILL', graceMs: 1_500 },
  ];
}
