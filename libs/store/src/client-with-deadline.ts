import pg from 'pg';

/**
 * A client that takes its connection for dead when an answer is overdue, and breaks it: the query gets an error and the pool
 * makes a new connection. Without it a link that swallows packets holds a query for as long as the system resends, minutes to
 * hours. Queries that are objects of their own (cursors, streams) keep their own time.
 */
export function clientWithDeadline(answerTimeoutMs: number): typeof pg.Client {
  return class ClientWithDeadline extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const query = this.query.bind(this) as (...args: unknown[]) => unknown;
      Object.defineProperty(this, 'query', { value: (...args: unknown[]) => this.#bounded(query(...args)) });
    }

    #bounded(answer: unknown): unknown {
      if (!(answer instanceof Promise)) return answer;
      const overdue = setTimeout(() => {
        const error = new Error(`no answer within ${answerTimeoutMs} ms`);
        this.connection.stream.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
      }, answerTimeoutMs);
      const answered = (): void => {
        clearTimeout(overdue);
      };
      answer.then(answered, answered);
      return answer;
    }
  };
}
