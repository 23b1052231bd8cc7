import { createMetrics, runProgram } from '@activity-log/platform';
import { readIngestConfig } from './config.js';
import { IngestService } from './ingest-service.js';

await runProgram({
  service: 'ingest',
  config: readIngestConfig,
  start: async ({ config, log, shutdown }) => {
    const ingest = new IngestService({
      config,
      log,
      metrics: createMetrics(),
      onCrash: (error) => void shutdown.crash(error),
    });
    shutdown.onStop('ingest', () => ingest.stop());
    await ingest.start();
  },
});
