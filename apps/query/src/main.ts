import 'reflect-metadata';
import { runProgram } from '@activity-log/platform';
import { loadQueryConfig } from './config.js';
import { QueryService } from './query-service.js';

await runProgram({
  service: 'query',
  config: loadQueryConfig,
  start: async ({ config, log, shutdown }) => {
    const service = await QueryService.create({ config, log });
    shutdown.onStop('query', () => service.stop());
    await service.start();
  },
});
