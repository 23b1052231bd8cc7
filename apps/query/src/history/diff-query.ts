import { WholeNumberParameter } from '../http/whole-number-parameter.js';
import { historyLimits } from './history-limits.js';

/** The query parameters of a diff: two versions, in either order. */
export class DiffQuery {
  @WholeNumberParameter({ min: 1, max: historyLimits.maxVersionNumber })
  from!: number;

  @WholeNumberParameter({ min: 1, max: historyLimits.maxVersionNumber })
  to!: number;
}
