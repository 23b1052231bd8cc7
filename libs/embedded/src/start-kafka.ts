import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assertPortFree, freePort } from './assert-port-free.js';
import { StackError } from './stack-error.js';
import { stopPlanOf } from './stop-plan-of.js';
import { SupervisedChild, type ChildSpec } from './supervised-child.js';
import type { DataDirLayout } from './data-dir-layout.js';

/** What a broker needs. */
export interface KafkaOptions {
  readonly layout: DataDirLayout;
  readonly java: string;
  readonly jarsDir: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly secrets: readonly string[];
}

/** A broker that takes requests. */
export interface Kafka {
  readonly child: SupervisedChild;
  /** `host:port` to connect to. */
  readonly broker: string;
}

const startTimeoutMs = 90_000;
const pollMs = 50;

/** Starts the one node of a KRaft cluster, listening on loopback only; resolves when it takes requests. */
export async function startKafka(options: KafkaOptions): Promise<Kafka> {
  const { layout, port } = options;
  await assertPortFree({ port, setting: 'KAFKA_PORT' });
  const controllerPort = await freePort();
  const dir = join(layout.dataDir, 'kafka');
  mkdirSync(dir, { recursive: true });
  // The native parts of the codecs are unpacked here; a killed broker leaves them behind.
  rmSync(join(dir, 'tmp'), { recursive: true, force: true });
  mkdirSync(join(dir, 'tmp'));
  const logDir = join(dir, 'data');
  if (!existsSync(logDir)) await format({ options, dir, logDir });
  const properties = writeProperties({ path: join(dir, 'server.properties'), logDir, port, controllerPort });
  const spec = javaChild({ ...options, name: 'kafka', dir, main: ['kafka.Kafka', properties] });
  const child = await SupervisedChild.start(spec);
  await untilStarted(child, spec.logPath);
  return { child, broker: `127.0.0.1:${port}` };
}

/** Formats under another name and renames, so that a killed start leaves nothing half formatted. */
async function format({ options, dir, logDir }: { options: KafkaOptions; dir: string; logDir: string }): Promise<void> {
  const draft = `${logDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  const properties = writeProperties({
    path: join(dir, 'format.properties'),
    logDir: draft,
    port: options.port,
    controllerPort: options.port + 1,
  });
  const main = [
    'kafka.tools.StorageTool',
    'format',
    '--standalone',
    '--cluster-id',
    clusterId(),
    '--config',
    properties,
  ];
  const child = await SupervisedChild.start(javaChild({ ...options, name: 'kafka-format', dir, main }));
  await child.completed();
  renameSync(draft, logDir);
}

/** A Kafka UUID: 22 characters of base64url, none of them a leading dash, which the tool takes for an option. */
function clusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

function javaChild({
  layout,
  java,
  jarsDir,
  env,
  secrets,
  name,
  dir,
  main,
}: KafkaOptions & { name: string; dir: string; main: readonly string[] }): ChildSpec {
  const logging = [
    'defaultLogLevel=warn',
    'log.kafka.server.KafkaRaftServer=info',
    'showDateTime=true',
    'dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
  ].map((setting) => `-Dorg.slf4j.simpleLogger.${setting}`);
  const { PATH, HOME, JAVA_HOME } = env;
  return {
    name,
    command: java,
    args: [
      '-Xmx512m',
      // A compiler of one tier: up in half the time, and throughput is not decided here.
      '-XX:TieredStopAtLevel=1',
      '-XX:+ExitOnOutOfMemoryError',
      `-Djava.io.tmpdir=${join(dir, 'tmp')}`,
      ...logging,
      '-cp',
      join(jarsDir, '*'),
      ...main,
    ],
    env: { PATH, HOME, ...(JAVA_HOME === undefined ? {} : { JAVA_HOME }), LC_ALL: 'C' },
    logPath: layout.logPath(name),
    pidPath: layout.pidPath(name),
    stopping: stopPlanOf(name),
    secrets,
  };
}

function writeProperties({
  path,
  logDir,
  port,
  controllerPort,
}: {
  path: string;
  logDir: string;
  port: number;
  controllerPort: number;
}): string {
  const properties: Readonly<Record<string, string | number | boolean>> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: `BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `BROKER://127.0.0.1:${port}`,
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controllerPort}`,
    // A properties file takes a backslash for an escape.
    'log.dirs': logDir.replaceAll('\\', '\\\\'),
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 5,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // Lets a test see a lost consumer replaced within seconds.
    'group.min.session.timeout.ms': 1_000,
    // A killed broker is let in again only after this time; the default of 9 s is made for clusters.
    'broker.session.timeout.ms': 5_000,
    'broker.heartbeat.interval.ms': 1_000,
    // The largest topic limit (dead letters, 4 MiB) and the overhead of a batch.
    'message.max.bytes': 5 * 1024 * 1024,
    // The default of 128 MiB is a quarter of the heap.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
  const text = Object.entries(properties).map(([name, value]) => `${name}=${String(value)}\n`);
  writeFileSync(path, text.join(''));
  return path;
}

async function untilStarted(child: SupervisedChild, logPath: string): Promise<void> {
  const until = Date.now() + startTimeoutMs;
  // Written when the broker is registered and unfenced; an open port says less.
  while (!readFileSync(logPath, 'utf8').includes('Kafka Server started')) {
    if (child.exit) throw child.death(child.exit);
    if (Date.now() > until) {
      await child.stop();
      throw new StackError('start_timed_out', {
        what: `kafka did not start within ${startTimeoutMs / 1000} s`,
        mend: `Read ${logPath}`,
        retry: 'later',
      });
    }
    await delay(pollMs);
  }
}
