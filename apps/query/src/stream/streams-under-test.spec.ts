import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { StreamClients } from '../testing/stream-clients.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

/** A query over an empty log, what writes to the log, and clients of its stream. */
export interface StreamsUnderTest {
  readonly ground: QueryGround;
  readonly query: QueryUnderTest;
  readonly writer: TestWriter;
  readonly clients: StreamClients;
  tokenOf(org: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}

/** `settings` are those of query, by their variables. */
export async function createStreamsUnderTest(settings: Readonly<Record<string, string>>): Promise<StreamsUnderTest> {
  const ground = await createQueryGround();
  const query = await startQuery(ground, settings);
  const writer = await TestWriter.open(ground.database);
  return {
    ground,
    query,
    writer,
    clients: new StreamClients(query),
    tokenOf: (org, claims = {}) => ground.issuer.token({ org, ...claims }),
    close: async () => {
      await writer.close();
      await query.stop();
      await ground.remove();
    },
  };
}
