import { CLOCK, LOGGER, type Clock, type Logger } from '@activity-log/platform';
import {
  ActivityLog,
  CommentReader,
  FeedPages,
  FeedReader,
  HistoryReader,
  KeyedRequests,
  StatsReader,
  TimelineReader,
} from '@activity-log/store';
import { Module, type DynamicModule } from '@nestjs/common';
import { authProviders } from './auth/auth-providers.js';
import type { QueryConfig } from './config.js';
import { exportProviders } from './export/export-providers.js';
import { ExportController } from './export/export.controller.js';
import { FeedController } from './feed/feed.controller.js';
import { Feeds } from './feed/feeds.js';
import { Comments } from './comments/comments.js';
import { CommentsController } from './comments/comments.controller.js';
import { ExpiredKeySweep } from './idempotency/expired-key-sweep.js';
import { IdempotentRequests } from './idempotency/idempotent-requests.js';
import { Histories } from './history/histories.js';
import { HistoryController } from './history/history.controller.js';
import { ManualActivities } from './manual/manual-activities.js';
import { ManualController } from './manual/manual.controller.js';
import { Stats } from './stats/stats.js';
import { StatsController } from './stats/stats.controller.js';
import { rateLimitProviders } from './rate-limit/rate-limit-providers.js';
import { RedactionController } from './redaction/redaction.controller.js';
import { Redactions } from './redaction/redactions.js';
import { AsyncApiController } from './openapi/async-api.controller.js';
import type { StoreConnections } from './store-connections.js';
import { TimelineController } from './timeline/timeline.controller.js';
import { streamProviders } from './stream/stream-providers.js';
import { StreamController } from './stream/stream.controller.js';
import { Timelines } from './timeline/timelines.js';
import { UndoController } from './undo/undo.controller.js';
import { Undos } from './undo/undos.js';

/** What the module is made of besides its routes. */
export interface QueryModuleOptions {
  readonly config: QueryConfig;
  readonly stores: StoreConnections;
}

const expiredKeySweep = { intervalMs: 60_000, maxKeysPerBatch: 1_000 };

/** The routes of the service and what they need. */
@Module({})
export class QueryModule {
  static for({ config, stores }: QueryModuleOptions): DynamicModule {
    const reader = new TimelineReader(stores.reader);
    const log = new ActivityLog(stores.appender);
    const keyedRequests = new KeyedRequests({ log, appender: stores.appender });
    const requests = new IdempotentRequests(keyedRequests);
    const historyReader = new HistoryReader(stores.reader);
    return {
      module: QueryModule,
      controllers: [
        TimelineController,
        ManualController,
        CommentsController,
        FeedController,
        StreamController,
        ExportController,
        StatsController,
        HistoryController,
        UndoController,
        RedactionController,
        AsyncApiController,
      ],
      providers: [
        ...authProviders({ config, stores }),
        ...rateLimitProviders({ config, stores }),
        ...streamProviders({ config, stores }),
        ...exportProviders({ config, stores }),
        {
          provide: Timelines,
          useFactory: (): Timelines => new Timelines({ reader, cursorSecret: config.cursorSecret }),
        },
        {
          provide: Stats,
          inject: [CLOCK],
          useFactory: (clock: Clock): Stats => new Stats({ reader: new StatsReader(stores.reader), clock }),
        },
        {
          provide: Feeds,
          useFactory: (): Feeds =>
            new Feeds({
              reader: new FeedReader(stores.reader),
              pages: new FeedPages(stores.reader),
              cursorSecret: config.cursorSecret,
            }),
        },
        {
          provide: Histories,
          useFactory: (): Histories => new Histories({ reader: historyReader, cursorSecret: config.cursorSecret }),
        },
        {
          provide: Undos,
          useFactory: (): Undos => new Undos(historyReader),
        },
        {
          provide: Redactions,
          inject: [CLOCK],
          useFactory: (clock: Clock): Redactions => new Redactions({ log, clock }),
        },
        {
          provide: ManualActivities,
          inject: [CLOCK],
          useFactory: (clock: Clock): ManualActivities => new ManualActivities({ requests, clock }),
        },
        {
          provide: Comments,
          inject: [CLOCK],
          useFactory: (clock: Clock): Comments =>
            new Comments({
              log,
              requests,
              reader: new CommentReader(stores.reader),
              clock,
              cursorSecret: config.cursorSecret,
            }),
        },
        {
          provide: ExpiredKeySweep,
          inject: [LOGGER],
          useFactory: (logger: Logger): ExpiredKeySweep =>
            new ExpiredKeySweep({ requests: keyedRequests, ...expiredKeySweep, log: logger }),
        },
      ],
    };
  }
}
