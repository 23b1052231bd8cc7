import { writeFile } from 'node:fs/promises';
import { asyncApiDocument } from '../async-api/async-api-document.js';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: write-async-api <path>');
await writeFile(path, `${JSON.stringify(asyncApiDocument(), null, 2)}\n`);
