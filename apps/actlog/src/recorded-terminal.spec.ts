import { runActlog } from './run-actlog.js';

/** What a command answered. */
export interface Answer {
  readonly exitCode: number;
  readonly output: string;
  /** The same, byte for byte. */
  readonly bytes: Buffer;
  readonly complaint: string;
}

/** Runs one command as an operator would, in this environment and no other. */
export async function actlog(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Answer> {
  const written: Buffer[] = [];
  const complaints: string[] = [];
  const exitCode = await runActlog(args, {
    env,
    write: (output) => written.push(Buffer.from(output)),
    complain: (text) => complaints.push(text),
  });
  const bytes = Buffer.concat(written);
  return { exitCode, output: bytes.toString('utf8'), bytes, complaint: complaints.join('') };
}
