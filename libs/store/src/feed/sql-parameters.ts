/** The values of one statement, in the order of their placeholders. */
export class SqlParameters {
  readonly #values: unknown[] = [];

  /** A placeholder for the value, of the type that PostgreSQL is to read it as. */
  bind(value: unknown, type: 'text' | 'text[]' | 'bigint' | 'int' | 'timestamptz'): string {
    this.#values.push(value);
    return `$${this.#values.length}::${type}`;
  }

  get values(): readonly unknown[] {
    return this.#values;
  }
}
