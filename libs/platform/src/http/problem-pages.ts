import { problemCatalogue, type ProblemCode, type ProblemEntry } from './problem-catalogue.js';

/** Where every service explains its problems. */
export const problemPagePath = '/docs/errors';

/** The `type` of a problem: a reference to where it is explained, relative to the service (RFC 9457 §3.1.1). */
export function problemType(code: ProblemCode): string {
  return `${problemPagePath}#${code}`;
}

const entries = Object.entries(problemCatalogue) as readonly (readonly [string, ProblemEntry])[];

/** The line of a Markdown text after which its table of problems begins. */
const tableMarker = '<!-- made of the catalogue of problems; `npm run docs:errors` writes it -->';

/** A Markdown text with the table of problems as the catalogue has it now. Throws when it has no place for one. */
export function withProblemTable(markdown: string): string {
  const [before, after] = markdown.split(`${tableMarker}\n\n`, 2);
  if (before === undefined || after === undefined) throw new Error('the text has no place for the table of problems');
  return `${before}${tableMarker}\n\n${table()}\n${after.slice(after.indexOf('\n\n') + 1)}`;
}

/** The catalogue in its own order, columns padded as the formatter of the repository does. */
function table(): string {
  const rows = [
    ['code', 'status', 'when'],
    ...entries.map(([code, { status, when }]) => [`\`${code}\``, String(status), when]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const padded = rows.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return [padded[0], line(widths.map((width) => '-'.repeat(width))), ...padded.slice(1)].join('\n');
}

/** The catalogue as a page, each code under its own anchor. */
export function renderProblemPage(): string {
  const items = entries.map(
    ([code, { status, title, when }]) =>
      `<dt id="${code}"><code>${code}</code> (${status})</dt>\n<dd>${html(title)}: ${html(when)}.</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Errors of the activity log</title></head>
<body>
<h1>Errors</h1>
<p>The <code>code</code> of an error, its status, and when it is answered.</p>
<dl>
${items.join('\n')}
</dl>
</body>
</html>
`;
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}
