import { readFileSync } from 'node:fs';
import { typeCatalogue } from '@activity-log/activity';
import { describe, expect, it } from '@jest/globals';
import { eventErrorCatalogue } from './event-error.js';
import { renderEventsDoc } from './render-events-doc.js';

describe('docs/events.md', () => {
  it('is what the catalogues say: run `npm run docs:events -w libs/contracts` after a build', () => {
    const committed = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');
    expect(committed).toBe(renderEventsDoc());
  });

  it('names every type in both spellings and every error code', () => {
    const doc = renderEventsDoc();
    for (const { type } of typeCatalogue) expect(doc).toContain(`| \`${type}\``);
    for (const { apiType } of typeCatalogue) expect(doc).toContain(`\`${apiType}\``);
    for (const code of Object.keys(eventErrorCatalogue)) expect(doc).toContain(`| \`${code}\``);
  });
});
