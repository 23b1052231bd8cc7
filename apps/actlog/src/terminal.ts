/** What a command knows of the world: its environment and where it writes. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, to standard output. */
  write(output: string | Uint8Array): void;
  /** Everything else, to standard error. */
  complain(text: string): void;
}
