import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a planted text is checked as. */
export interface Plant {
  /** The package's folder, from the root of the repository. */
  readonly packageDir: string;
  /** A file of that package that exists: it lends its place in the project, its content is not touched. */
  readonly file: string;
  readonly source: string;
}

/** One complaint of the linter. */
export interface LintMessage {
  /** null is a file that could not be parsed, so that no rule looked at it. */
  readonly ruleId: string | null;
  readonly message: string;
}

const root = resolve(import.meta.dirname, '../..');

/** The boundary rule reads the graph of projects from nx's cache and is silent without one; asked for once. */
let projectGraph: Promise<string> | undefined;

/**
 * What `npm run lint` would say if `file` held `source`. The text is handed over on stdin, so nothing is written
 * that a crash could leave behind or that a build beside it could pick up. Throws when the text was not looked at.
 */
export async function lintPlanted({ packageDir, file, source }: Plant): Promise<readonly LintMessage[]> {
  await (projectGraph ??= run({ command: 'nx', args: ['show', 'projects'], cwd: root, input: '' }));
  const output = await run({
    command: 'eslint',
    args: ['--stdin', '--stdin-filename', file, '--format', 'json'],
    cwd: resolve(root, packageDir),
    input: source,
  });
  const results = JSON.parse(output) as readonly { readonly messages: readonly LintMessage[] }[];
  const messages = results.flatMap((result) => result.messages);
  const unparsed = messages.find(({ ruleId }) => ruleId === null);
  if (unparsed) throw new Error(`${packageDir}/${file} was not linted: ${unparsed.message}`);
  return messages;
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly input: string;
}

async function run({ command, args, cwd, input }: Command): Promise<string> {
  const child = spawn(process.execPath, [resolve(root, 'node_modules/.bin', command), ...args], {
    cwd,
    // A single run would make typescript-eslint parse the file on disk instead of the text on stdin.
    env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '', TSESTREE_SINGLE_RUN: 'false' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const code: unknown = exit[0];
  // eslint ends with 1 when it found something, which is what is asked of it here.
  if (code !== 0 && code !== 1) throw new Error(`${command} ended with ${String(code)}: ${stderr}`);
  return stdout;
}
