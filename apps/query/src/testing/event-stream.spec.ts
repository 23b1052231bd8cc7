import { request, type ClientRequest, type IncomingMessage } from 'node:http';

/** An event as a browser would dispatch it. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** The activity of an event, as far as tests look at it. */
export interface StreamedActivity {
  readonly id: string;
  readonly type: string;
  readonly activityType: string;
  readonly position: string;
}

/** A client of an event stream, by the rules of WHATWG HTML §9.2, that can leave what it is sent unread. */
export class EventStream {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly events: StreamEvent[] = [];
  readonly activities: StreamedActivity[] = [];
  readonly comments: string[] = [];
  /** What a browser would send when it comes back. */
  lastEventId = '';
  retryMs: number | undefined;
  isOver = false;
  readonly #request: ClientRequest;
  readonly #response: IncomingMessage;
  #unread = '';

  private constructor(clientRequest: ClientRequest, response: IncomingMessage) {
    this.#request = clientRequest;
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    response.setEncoding('utf8');
    response.on('error', () => undefined);
    response.on('close', () => {
      this.isOver = true;
    });
  }

  /** Resolves with the head of the answer; the body is read unless `unread` says otherwise. */
  static open(
    url: string,
    headers: Readonly<Record<string, string>>,
    reading: 'read' | 'unread' = 'read',
  ): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const clientRequest = request(url, { headers, agent: false }, (response) => {
        const stream = new EventStream(clientRequest, response);
        if (reading === 'read') stream.read();
        resolve(stream);
      });
      clientRequest.on('error', reject);
      clientRequest.end();
    });
  }

  /** Begins to read. */
  read(): void {
    this.#response.on('data', (text: string) => {
      const frames = (this.#unread + text).split('\n\n');
      this.#unread = frames.pop() ?? '';
      for (const frame of frames) this.#dispatch(frame);
    });
  }

  get positions(): readonly number[] {
    return this.activities.map(({ position }) => Number(position));
  }

  /** The position of the event `ready`. */
  get ready(): string | undefined {
    const ready = this.events.find(({ event }) => event === 'ready');
    return ready && (JSON.parse(ready.data) as { position: string }).position;
  }

  /** The problem of the event `error`. */
  get error(): { readonly code: string; readonly status: number } | undefined {
    const error = this.events.find(({ event }) => event === 'error');
    return error && (JSON.parse(error.data) as { code: string; status: number });
  }

  close(): void {
    this.#request.destroy();
  }

  #dispatch(frame: string): void {
    const field = { event: 'message', data: [] as string[] };
    for (const line of frame.split('\n')) {
      const colon = line.indexOf(':');
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
      if (name === '') this.comments.push(value);
      else if (name === 'id') this.lastEventId = value;
      else if (name === 'retry') this.retryMs = Number(value);
      else if (name === 'event') field.event = value;
      else field.data.push(value);
    }
    if (field.data.length > 0) {
      const data = field.data.join('\n');
      this.events.push({ event: field.event, id: this.lastEventId, data });
      // Parsed once: a test that waits asks for them every few milliseconds.
      if (field.event === 'activity') this.activities.push(JSON.parse(data) as StreamedActivity);
    }
  }
}
