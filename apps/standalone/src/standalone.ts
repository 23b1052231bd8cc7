import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertPortFree, freePort, readOrCreateSecret, startStack, type Stack } from '@activity-log/embedded';
import { activityLogTopics, createTopicAdmin } from '@activity-log/kafka';
import { createLogger, ensureDevelopmentKeys, mintDevelopmentToken } from '@activity-log/platform';
import { LoginPasswordUnknown, migrate, type MigrateOptions } from '@activity-log/store';
import { actlogSettings } from './actlog-settings.js';
import type { StandaloneConfig } from './config.js';
import { startDemoCrm, type RunningDemoCrm } from './demo/demo-crm.js';
import { greeting } from './greeting.js';
import { serviceEnvironments } from './service-environment.js';
import { ServiceLog } from './service-log.js';
import { ServiceProcess } from './service-process.js';
import { StandaloneError } from './standalone-error.js';
import { untilReady } from './until-ready.js';

/** What to run, and where to tell of it. */
export interface StandaloneOptions {
  readonly config: StandaloneConfig;
  readonly env: NodeJS.ProcessEnv;
  /** Takes lines for a person. */
  readonly show: (line: string) => void;
  /** `tell` keeps the rest running when a service dies, for development: the next change of a source starts it again. */
  readonly onServiceDeath: 'stop' | 'tell';
}

const demoStopMs = 800;

/** Everything on one machine: broker, database, both services, and the demo. Started once. */
export class Standalone {
  readonly #options: StandaloneOptions;
  readonly #dataDir: string;
  readonly #logs: ServiceLog[] = [];
  /** Aborted with the reason when something dies that everything depends on. */
  readonly #failed = new AbortController();
  #stack: Stack | undefined;
  #services: readonly ServiceProcess[] = [];
  #demo: RunningDemoCrm | undefined;

  constructor(options: StandaloneOptions) {
    this.#options = options;
    this.#dataDir = resolve(options.config.dataDir);
  }

  /**
   * Runs until `signal` is aborted; resolves when everything has stopped, within 10 s. Throws, when everything has stopped,
   * what made the start impossible or what died.
   */
  async run(signal: AbortSignal): Promise<void> {
    const ending = AbortSignal.any([signal, this.#failed.signal]);
    try {
      await this.#start(ending);
      if (!ending.aborted) await once(ending, 'abort');
    } catch (error) {
      // What a stop interrupts fails for that reason alone; what a death interrupts is told by the death.
      if (!ending.aborted) throw error;
    } finally {
      await this.#stop();
    }
    if (this.#failed.signal.aborted && !signal.aborted) throw this.#failed.signal.reason;
  }

  /** Starts the services anew, for a change of their code. */
  async restartServices(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.restart()));
  }

  async #start(signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const { show, env } = this.#options;
    const config = await withPorts(this.#options.config);
    const stack = await startStack({
      dataDir: this.#dataDir,
      kafkaPort: config.kafkaPort,
      postgresPort: config.postgresPort,
      ...(config.brokers ? { brokers: config.brokers } : {}),
      ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
      env,
      signal,
      onProgress: show,
    });
    this.#stack = stack;
    stack.onChildExit((error) => {
      this.#failed.abort(error);
    });
    signal.throwIfAborted();
    await assertPortFree({ port: config.httpPort, setting: 'HTTP_PORT' });
    await assertPortFree({ port: config.ingestHttpPort, setting: 'INGEST_HTTP_PORT' });
    const environments = await this.#prepare({ stack, config });
    signal.throwIfAborted();

    show('starting ingest and query');
    this.#services = (['ingest', 'query'] as const).map((name) =>
      this.#service({ name, env: environments[name], stack }),
    );
    for (const service of this.#services) service.start();
    const ingestUrl = `http://127.0.0.1:${config.ingestHttpPort}`;
    const queryUrl = `http://127.0.0.1:${config.httpPort}`;
    await Promise.all([
      untilReady({ name: 'ingest', url: `${ingestUrl}/readyz`, signal }),
      untilReady({ name: 'query', url: `${queryUrl}/readyz`, signal }),
    ]);
    if (config.demo === 'on') this.#demo = await this.#startDemo({ stack, config, queryUrl });
    signal.throwIfAborted();
    const dataDir = this.#dataDir;
    const sarah = { userId: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
    const token = await mintDevelopmentToken({ dataDir, org: 'acme', kind: 'user', ...sarah, expiresIn: '12h' });
    const seconds = (performance.now() - began) / 1000;
    const { brokers } = stack;
    show(
      greeting({
        queryUrl,
        ingestUrl,
        brokers,
        topic: config.domainEventsTopic,
        dataDir,
        seconds,
        token,
        demo: config.demo,
        actlogSettings: actlogSettings(config),
      }),
    );
  }

  /** Topics, schema, logins and keys. */
  async #prepare({
    stack,
    config,
  }: {
    stack: Stack;
    config: StandaloneConfig;
  }): Promise<ReturnType<typeof serviceEnvironments>> {
    const dataDir = this.#dataDir;
    const passwords = {
      activity_ingest: config.ingestPassword ?? readOrCreateSecret(dataDir, 'activityIngestPassword'),
      activity_query: config.queryPassword ?? readOrCreateSecret(dataDir, 'activityQueryPassword'),
    };
    await Promise.all([
      this.#createTopics({ stack, config }),
      migrateGently({
        adminUrl: stack.adminDatabaseUrl,
        passwords,
        // In a cluster that is not ours, a login may be another stack's.
        existingLogins: config.databaseUrl === undefined ? 'set-password' : 'keep',
      }),
    ]);
    const { jwksPath } = await ensureDevelopmentKeys(dataDir);
    return serviceEnvironments(this.#options.env, {
      brokers: stack.brokers,
      adminDatabaseUrl: stack.adminDatabaseUrl,
      passwords,
      cursorSecret: readOrCreateSecret(dataDir, 'cursorSecret'),
      jwksPath,
      config,
    });
  }

  async #createTopics({ stack, config }: { stack: Stack; config: StandaloneConfig }): Promise<void> {
    const admin = createTopicAdmin({ brokers: stack.brokers, clientId: 'standalone', log: this.#logger('standalone') });
    try {
      await admin.ensureTopics(
        activityLogTopics({
          replicationFactor: config.topicReplicationFactor,
          names: {
            domainEvents: config.domainEventsTopic,
            deadLetters: config.deadLetterTopic,
            activities: config.activitiesTopic,
          },
        }),
      );
    } finally {
      await admin.stop();
    }
  }

  #service({ name, env, stack }: { name: 'ingest' | 'query'; env: NodeJS.ProcessEnv; stack: Stack }): ServiceProcess {
    return new ServiceProcess({
      name,
      main: fileURLToPath(new URL(`../../${name}/dist/main.js`, import.meta.url)),
      env,
      log: this.#log(name),
      register: (child) => stack.registerChild(child),
      onDeath: (error) => {
        if (this.#options.onServiceDeath === 'tell') this.#options.show(error.message);
        else this.#failed.abort(error);
      },
    });
  }

  #startDemo({
    stack,
    config,
    queryUrl,
  }: {
    stack: Stack;
    config: StandaloneConfig;
    queryUrl: string;
  }): Promise<RunningDemoCrm> {
    return startDemoCrm({
      brokers: stack.brokers,
      topic: config.domainEventsTopic,
      queryUrl,
      tokenOf: ({ id, ...who }) =>
        mintDevelopmentToken({
          dataDir: this.#dataDir,
          org: 'acme',
          kind: 'user',
          userId: id,
          ...who,
          expiresIn: '5m',
        }),
      log: this.#logger('demo'),
    });
  }

  #logger(service: string): ReturnType<typeof createLogger> {
    const log = this.#log(service);
    return createLogger({
      service,
      level: 'info',
      stream: {
        write: (line: string) => {
          log.line(line.trimEnd());
        },
      },
    });
  }

  #log(service: string): ServiceLog {
    const log = new ServiceLog({
      dataDir: this.#dataDir,
      service,
      shownLevel: this.#options.config.logLevel,
      show: this.#options.show,
    });
    this.#logs.push(log);
    return log;
  }

  /** Those who use the broker and the database first, so that they can drain. */
  async #stop(): Promise<void> {
    const demoStopped = this.#demo?.stop().catch(() => undefined);
    await Promise.race([demoStopped, new Promise((resume) => setTimeout(resume, demoStopMs).unref())]);
    await Promise.all(this.#services.map((service) => service.stop()));
    await this.#stack?.stop();
    for (const log of this.#logs) log.close();
  }
}

const passwordSettings = {
  activity_ingest: 'INGEST_DATABASE_PASSWORD',
  activity_query: 'QUERY_DATABASE_PASSWORD',
} as const;

/** Migrates. Throws a StandaloneError that names the setting for a login that is kept and whose password is not known. */
async function migrateGently(options: MigrateOptions): Promise<void> {
  try {
    await migrate(options);
  } catch (error) {
    if (!(error instanceof LoginPasswordUnknown)) throw error;
    const { login, message } = error;
    throw new StandaloneError(
      'login_password_unknown',
      `${message}, and was left as it is. Set ${passwordSettings[login]} to its password, or use another cluster`,
      { cause: error },
    );
  }
}

/** The configuration with a free port wherever it leaves the choice to us. */
async function withPorts(config: StandaloneConfig): Promise<StandaloneConfig> {
  const chosen = async (port: number): Promise<number> => (port === 0 ? freePort() : port);
  return {
    ...config,
    httpPort: await chosen(config.httpPort),
    ingestHttpPort: await chosen(config.ingestHttpPort),
    kafkaPort: await chosen(config.kafkaPort),
    postgresPort: await chosen(config.postgresPort),
  };
}
