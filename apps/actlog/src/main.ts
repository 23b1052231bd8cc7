import { runActlog } from './run-actlog.js';

process.exitCode = await runActlog(process.argv.slice(2), {
  env: process.env,
  write: (output) => process.stdout.write(output),
  complain: (text) => process.stderr.write(text),
});
