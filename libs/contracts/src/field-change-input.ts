import 'reflect-metadata';
import type { JsonValue } from '@activity-log/activity';
import { Allow } from 'class-validator';
import { AsGiven } from './as-given.js';
import { IsBoundedText } from './is-bounded-text.js';
import { eventLimits } from './limits.js';

/** A field that changed, as it comes from outside. `from` and `to` are any JSON value; null is a value, not an absence. */
export class FieldChangeInput {
  @IsBoundedText({ kind: 'id', maxLength: eventLimits.maxFieldLength })
  field!: string;

  @Allow()
  @AsGiven()
  from?: JsonValue;

  @Allow()
  @AsGiven()
  to?: JsonValue;
}
