/**
 * What a spreadsheet takes for a formula: `= + - @`, tab and carriage return, and the full-width forms of the four, at the
 * beginning of a line. A cell may have several lines, and a program that does not know quotes reads each as a row.
 */
const formulaStart = /(?<=^|\n|\r|\u2028|\u2029|\u0085|\v|\f)(?=[=+\-@\t\r＝＋－＠])/g;

/** A text that no spreadsheet takes for a formula: an apostrophe stands before each line that could be one (OWASP, CSV injection). */
export function guardFormulas(text: string): string {
  return text.replace(formulaStart, "'");
}
