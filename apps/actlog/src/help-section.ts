/** A part at the end of a command's help, laid out as those that Commander makes: a title, and names with what they mean. */
export function helpSection(title: string, meanings: readonly (readonly [name: string, meaning: string])[]): string {
  const width = Math.max(...meanings.map(([name]) => name.length));
  return `\n${title}:\n${meanings.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`).join('\n')}`;
}
