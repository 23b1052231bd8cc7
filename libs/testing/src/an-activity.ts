import { toActivity, type Activity } from '@activity-log/activity';
import { aDomainEvent, type DomainEventOverrides } from './a-domain-event.js';

/** The activity of {@link aDomainEvent}. */
export function anActivity(overrides: DomainEventOverrides = {}): Activity {
  return toActivity(aDomainEvent(overrides));
}
