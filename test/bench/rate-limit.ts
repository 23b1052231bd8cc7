import { ActivityLog, createStoreDataSource } from '@activity-log/store';
import { anActivity } from '@activity-log/testing';
import { Agent, get } from 'node:http';
import { LogUnderTest } from '../services/log-under-test.js';
import { startOwnStack } from '../services/own-stack.js';
import type { Measurement } from './measurement.js';

const entries = 200;
const principals = 20;
const connections = 16;
const secondsPerRound = 8;
const rounds = 3;

/**
 * Pages of 50 entries of one timeline, asked for by 20 principals over 16 connections, with the rate limit off and with one
 * that is never reached. Rounds take turns, so that what else the machine does falls on both. The client shares the machine.
 */
export async function rateLimit(): Promise<readonly Measurement[]> {
  const stack = await startOwnStack();
  const log = await LogUnderTest.create(stack);
  try {
    await fill(stack.ingestUrl);
    const services = {
      off: await log.startQuery({ RATE_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'warn' }),
      on: await log.startQuery({ RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' }),
    };
    const headers = await Promise.all(
      Array.from({ length: principals }, (_, n) => log.headers('acme', { userId: `usr_${n}` })),
    );
    const seen = { off: [] as Round[], on: [] as Round[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const limit of ['off', 'on'] as const) seen[limit].push(await load(services[limit].baseUrl, headers));
    }
    const best = { off: bestOf(seen.off), on: bestOf(seen.on) };
    return [
      { name: 'pages without a limit', value: Math.round(best.off.perSecond), unit: 'requests/s' },
      { name: 'pages with a limit', value: Math.round(best.on.perSecond), unit: 'requests/s' },
      { name: 'median without a limit', value: best.off.medianMs, unit: 'ms' },
      { name: 'median with a limit', value: best.on.medianMs, unit: 'ms' },
      { name: 'share of requests/s that is left', value: ratio(best.on.perSecond, best.off.perSecond), unit: '' },
    ];
  } finally {
    await log.close();
    await stack.stop();
  }
}

interface Round {
  readonly perSecond: number;
  readonly medianMs: number;
}

async function load(url: string, headers: readonly Record<string, string>[]): Promise<Round> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const target = `${url}/crm/activity/by-customer/contact/contact-abc`;
  const began = performance.now();
  const ends = began + secondsPerRound * 1000;
  const took: number[] = [];
  const client = async (first: number): Promise<void> => {
    for (let n = first; performance.now() < ends; n += connections) {
      const asked = performance.now();
      await answered(target, { agent, headers: headers[n % headers.length] ?? {} });
      took.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, n) => client(n)));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  const sorted = took.toSorted((a, b) => a - b);
  return { perSecond: took.length / seconds, medianMs: ratio(sorted[sorted.length >> 1] ?? 0, 1) };
}

function answered(url: string, options: { agent: Agent; headers: Record<string, string> }): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode ?? 0}`));
      response.resume().on('end', resolve).on('error', reject);
    }).on('error', reject);
  });
}

async function fill(url: string): Promise<void> {
  const appender = createStoreDataSource({
    url,
    role: 'activity_appender',
    poolSize: 1,
    applicationName: 'bench',
  });
  await appender.initialize();
  await new ActivityLog(appender).append(Array.from({ length: entries }, () => anActivity()));
  await appender.destroy();
}

function bestOf(seen: readonly Round[]): Round {
  return seen.reduce((best, round) => (round.perSecond > best.perSecond ? round : best));
}

function ratio(part: number, whole: number): number {
  return Math.round((part / whole) * 100) / 100;
}
