import { readFile, writeFile } from 'node:fs/promises';
import { withProblemTable } from '../http/problem-pages.js';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: write-problem-table <path>');
await writeFile(path, withProblemTable(await readFile(path, 'utf8')));
