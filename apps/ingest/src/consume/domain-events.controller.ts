import type { BatchOutcome, RecordBatch } from '@activity-log/kafka';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { BatchesInHand } from './batches-in-hand.js';
import { DomainEventIngest } from './domain-event-ingest.js';

/** The pattern of the stream of domain events, whatever topic carries it. */
export const domainEventsPattern = 'crm.domain-events';

/** Where batches of domain events enter. */
@Controller()
export class DomainEventsController {
  readonly #ingest: DomainEventIngest;
  readonly #inHand: BatchesInHand;

  constructor(@Inject(DomainEventIngest) ingest: DomainEventIngest, @Inject(BatchesInHand) inHand: BatchesInHand) {
    this.#ingest = ingest;
    this.#inHand = inHand;
  }

  @EventPattern(domainEventsPattern)
  take(@Payload() batch: RecordBatch): Promise<BatchOutcome> {
    return this.#inHand.hold(batch, () => this.#ingest.ingest(batch));
  }
}
