import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { drain } from './drain.js';
import { feeds } from './feeds.js';
import { rateLimit } from './rate-limit.js';
import { retention } from './retention.js';
import { rollups } from './rollups.js';
import type { Measurement } from './measurement.js';
import { streams } from './streams.js';

const benchmarks: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  drain,
  feeds,
  'rate-limit': rateLimit,
  retention,
  rollups,
  streams,
};

/** `npm run bench -- drain|feeds|rate-limit|retention|rollups|streams [--save]`: prints the figures; with `--save` keeps them in test/bench/results. */
const [name = '', ...flags] = process.argv.slice(2);
const benchmark = benchmarks[name];
if (!benchmark) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benchmarks).join('|')} [--save]\n`);
  process.exit(2);
}
const measurements = await benchmark();
for (const { name: figure, value, unit } of measurements) process.stdout.write(`${figure}: ${value} ${unit}\n`);
if (flags.includes('--save')) {
  const date = new Date().toISOString().slice(0, 10);
  const path = join('test', 'bench', 'results', `${date}-${name}.json`);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
  };
  const settings = { node: process.version, postgres: 'embedded, fsync off', kafka: 'embedded, one broker' };
  await writeFile(path, `${JSON.stringify({ date, commit, machine, settings, measurements }, null, 2)}\n`);
  process.stdout.write(`saved in ${path}\n`);
}
