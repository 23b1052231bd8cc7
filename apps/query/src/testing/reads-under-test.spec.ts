import { createQueryGround, startQuery, type QueryGround, type QueryUnderTest } from './query-under-test.spec.js';
import { TestWriter } from './test-writer.spec.js';

/** A page of activities, as a client reads it. */
export interface ActivityPage {
  readonly data: readonly {
    readonly id: string;
    readonly type: string;
    readonly activityType: string;
    readonly position: string;
    readonly timestamp: string;
    readonly summary?: string;
  }[];
  readonly meta: {
    readonly total: number;
    readonly page: number;
    readonly per_page: number;
    readonly total_pages: number;
    readonly next_cursor: string | null;
    readonly prev_cursor: string;
  };
}

/** A problem, as a client reads it. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly error: { readonly code: string; readonly message: string; readonly status: number };
  readonly errors?: readonly { readonly path: string }[];
}

/** A query over an empty log, what writes to the log, and the answers to GET as values. */
export interface ReadsUnderTest {
  readonly ground: QueryGround;
  readonly query: QueryUnderTest;
  readonly writer: TestWriter;
  /** The body of a 200, for Sarah of acme or the bearer of a token. Throws for any other answer. */
  read<T = ActivityPage>(path: string, token?: string): Promise<T>;
  /** The body of an answer, whichever status it has. */
  problem(path: string, token?: string): Promise<Problem>;
  close(): Promise<void>;
}

export async function createReadsUnderTest(): Promise<ReadsUnderTest> {
  const ground = await createQueryGround();
  const query = await startQuery(ground);
  const writer = await TestWriter.open(ground.database);
  const get = (path: string, token?: string): Promise<Response> =>
    query.get(path, token === undefined ? {} : { token });
  return {
    ground,
    query,
    writer,
    read: async <T>(path: string, token?: string): Promise<T> => {
      const response = await get(path, token);
      const body = await response.text();
      if (response.status !== 200) throw new Error(`${response.status} for ${path}: ${body}`);
      return JSON.parse(body) as T;
    },
    problem: async (path, token) => (await (await get(path, token)).json()) as Problem,
    close: async () => {
      await writer.close();
      await query.stop();
      await ground.remove();
    },
  };
}
