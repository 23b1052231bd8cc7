import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

interface ComposeService {
  readonly image: string;
  readonly build?: { readonly dockerfile: string; readonly target: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
  readonly ports?: readonly string[];
}

const services = Object.entries(
  (parse(read('docker/compose.yaml'), { merge: true }) as { services: Record<string, ComposeService> }).services,
);
const dockerfile = read('docker/Dockerfile');
const targets = new Map(
  [...dockerfile.matchAll(/^FROM \S+ AS (\S+)\n([\s\S]*?)(?=^FROM |$(?![\s\S]))/gm)].map(([, name = '', body = '']) => [
    name,
    body,
  ]),
);

/** The variables that a program reads, by the files that name its settings. */
function settingsIn(path: string): ReadonlySet<string> {
  return new Set(
    [...read(path).matchAll(/(?:required|optional|defaulted)(?:<[^>]*>)?\(\s*'([A-Z_]+)'/g)].map(
      ([, name = '']) => name,
    ),
  );
}

const settingsByTarget: Readonly<Record<string, ReadonlySet<string>>> = {
  ingest: settingsIn('apps/ingest/src/config.ts'),
  query: settingsIn('apps/query/src/config.ts'),
  actlog: settingsIn('apps/actlog/src/settings.ts'),
};

describe('docker/compose.yaml', () => {
  it.each(services)('%s holds no secret, only variables that must be set', (_name, { environment = {} }) => {
    for (const [name, value] of Object.entries(environment)) {
      if (/PASSWORD|SECRET/.test(name)) expect(value).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
      if (/DATABASE_URL/.test(name))
        expect(value).toMatch(/^postgres:\/\/[a-z_]+:\$\{[A-Z_]+:\?[^}]+\}@postgres:5432\//);
    }
  });

  it.each(services.filter(([, { build }]) => build))('%s is built by a target that exists', (_name, { build }) => {
    expect(build?.dockerfile).toBe('docker/Dockerfile');
    expect([...targets.keys()]).toContain(build?.target);
  });

  it.each(services.filter(([, { build }]) => build))(
    '%s sets only variables that its program reads',
    (_name, { build, environment = {} }) => {
      const known = settingsByTarget[build?.target ?? ''] ?? new Set();
      expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
    },
  );

  it.each(services.filter(([, { ports }]) => ports))(
    '%s is reached from this machine only',
    (_name, { ports = [] }) => {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    },
  );

  it.each(services.filter(([, { build }]) => !build))(
    '%s is of a pinned version and has a healthcheck',
    (_name, service) => {
      expect(service.image).toMatch(/:\d+/);
      expect(service.healthcheck).toBeDefined();
    },
  );
});

describe('docker/Dockerfile', () => {
  it.each(['ingest', 'query', 'actlog'])('runs %s as a user without rights', (target) => {
    expect(dockerfile).toMatch(new RegExp(`^FROM runtime AS ${target}$`, 'm'));
    expect(targets.get('runtime')).toMatch(/^USER 1000:1000$/m);
    expect(targets.get(target)).not.toMatch(/^USER /m);
  });

  it.each(['ingest', 'query'])('checks the health of %s by its readiness', (target) => {
    expect(targets.get(target)).toMatch(/HEALTHCHECK[\s\S]*\/readyz/);
  });

  it('uses the Node.js that the workspace is built with', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { node: string } };
    for (const [, image] of dockerfile.matchAll(/^FROM (node:\S+)/gm)) {
      expect(image).toBe(`node:${devDependencies.node}-slim`);
    }
  });
});
