import { writeFile } from 'node:fs/promises';
import { renderEventsDoc } from '../render-events-doc.js';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: write-events-doc <path>');
await writeFile(path, renderEventsDoc());
