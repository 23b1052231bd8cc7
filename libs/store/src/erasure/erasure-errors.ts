/** A legal hold keeps what was to be erased. Nothing of the call was done. */
export class HeldByLaw extends Error {
  readonly code = 'legal_hold';
  readonly retry = 'never';

  constructor() {
    super('a legal hold forbids to erase this');
    this.name = 'HeldByLaw';
  }
}

/** What was to be erased cannot be erased yet. Nothing of the call was done. */
export class ErasureTooEarly extends Error {
  readonly code = 'erasure_too_early';
  readonly retry = 'later';

  /** `unpublished`: the activity is not on the activities topic yet. `rebuilding`: the read models of the org are being made again. */
  constructor(readonly reason: 'unpublished' | 'rebuilding') {
    super(
      reason === 'unpublished' ? 'the activity is not published yet' : 'the read models of the org are being rebuilt',
    );
    this.name = 'ErasureTooEarly';
  }
}

/** The org has left the plan `standard` while what is past its time was erased. Nothing of the call was done. */
export class PlanChanged extends Error {
  readonly code = 'plan_changed';
  readonly retry = 'never';

  constructor() {
    super('the org has come to another plan');
    this.name = 'PlanChanged';
  }
}
