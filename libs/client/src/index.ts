export {
  createActivityLogClient,
  type ActivityLogClient,
  type ActivityLogClientOptions,
} from './create-activity-log-client.js';
export type { ActivityLogPaths } from './activity-log-paths.js';
export type { components } from './generated/activity-log-api.js';
