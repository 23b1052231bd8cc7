import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { openApiDocument } from '../openapi/open-api-document.js';
import { unconnectedApp } from '../openapi/unconnected-app.js';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: write-open-api <path>');
const app = await unconnectedApp();
await writeFile(path, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
await app.close();
