import { EventStream } from './event-stream.spec.js';
import type { QueryUnderTest } from './query-under-test.spec.js';

/** What a client of the stream asks with. */
export interface StreamAsked {
  readonly org: string;
  /** The query string, with its question mark. */
  readonly filters?: string;
  readonly lastEventId?: string;
  /** One of the org with every permission when absent. */
  readonly token?: string;
  /** Another query than the one under test. */
  readonly url?: string;
  /** `unread` leaves what is sent where it is. */
  readonly reading?: 'read' | 'unread';
}

/** Clients of the stream of a query. Close them after each test. */
export class StreamClients {
  readonly #query: QueryUnderTest;
  readonly #opened: EventStream[] = [];

  constructor(query: QueryUnderTest) {
    this.#query = query;
  }

  async open({ org, filters = '', lastEventId, token, url, reading = 'read' }: StreamAsked): Promise<EventStream> {
    const opened = await EventStream.open(
      `${url ?? this.#query.url}/v1/activity/stream${filters}`,
      {
        authorization: `Bearer ${token ?? (await this.#query.issuer.token({ org }))}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      reading,
    );
    this.#opened.push(opened);
    return opened;
  }

  closeAll(): void {
    for (const stream of this.#opened.splice(0)) stream.close();
  }
}
