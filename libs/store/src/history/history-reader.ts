import type { ActivityId, OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
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
    return orUnavailable(() => selectVersions(this.#reader, request));
  }

  /** What an activity did to its record; `unchanged` when nothing, undefined when the org has no such activity. */
  change(key: { readonly org: OrgId; readonly id: ActivityId }): Promise<ChangeOfRecord | 'unchanged' | undefined> {
    return orUnavailable(() => selectChange(this.#reader, key));
  }

  /** What became of a change. */
  undoFacts(request: UndoRequest): Promise<UndoFacts> {
    return orUnavailable(() => selectUndoFacts(this.#reader, request));
  }
}
