import type { StopPlan } from './supervised-child.js';

/** How a child of that name is ended: within 4.2 s, orderly if it can. Both together need 0.4 s as a rule. */
export function stopPlanOf(name: string): StopPlan {
  // SIGINT is PostgreSQL's fast shutdown (sessions are cut, a checkpoint is written), SIGQUIT its immediate one.
  const [ask, insist]: [NodeJS.Signals, NodeJS.Signals] =
    name === 'postgres' ? ['SIGINT', 'SIGQUIT'] : ['SIGTERM', 'SIGTERM'];
  return [
    { signal: ask, graceMs: 3_000 },
    { signal: insist, graceMs: 700 },
    { signal: 'SIGKILL', graceMs: 500 },
  ];
}
