import type { ActivityId, OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { sqlFaultOf } from '../sqlstate.js';
import { StoreUnavailable } from '../store-errors.js';
import type { ChangeOfRecord, UndoFacts, VersionsRequest, VersionsSlice } from './history-request.js';
import { selectChange } from './select-change.js';
import { selectUndoFacts, type UndoRequest } from './select-undo-facts.js';
import { selectVersions } from './select-versions.js';

/** Reads what changed records. Every method is one statement and throws StoreUnavailable. */
export class HistoryReader {
  readonly #reader: DataSource;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: DataSource) {
    this.#reader = reader;
  }

  /** The next versions of a record, in order of position. */
  versions(request: VersionsRequest): Promise<VersionsSlice> {
    return available(() => selectVersions(this.#reader, request));
  }

  /** What an activity did to its record; `unchanged` when nothing, undefined when the org has no such activity. */
  change(key: { readonly org: OrgId; readonly id: ActivityId }): Promise<ChangeOfRecord | 'unchanged' | undefined> {
    return available(() => selectChange(this.#reader, key));
  }

  /** What became of a change. */
  undoFacts(request: UndoRequest): Promise<UndoFacts> {
    return available(() => selectUndoFacts(this.#reader, request));
  }
}

async function available<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new StoreUnavailable(sqlFaultOf(error).sqlState, { cause: error });
  }
}
