/**
 * The flags of Node that each service is started with, here and in docker/Dockerfile. What ingest holds is bounded (batches,
 * fetches), about 55 MiB; without a bound on the heap, garbage made it 490 MiB while it drained a backlog.
 */
export const serviceNodeFlags: Readonly<Record<'ingest' | 'query', readonly string[]>> = {
  ingest: ['--max-old-space-size=256', '--max-semi-space-size=4'],
  query: [],
};
