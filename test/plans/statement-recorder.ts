import { createStoreDataSource } from '@activity-log/store';

type DataSource = ReturnType<typeof createStoreDataSource>;

/** What a statement did, by EXPLAIN (ANALYZE, BUFFERS). */
export interface StatementCost {
  /** Pages of 8 KiB that it looked at, in memory or not. */
  readonly buffers: number;
  /** Rows that the steps of its plan passed on or threw away, each as often as it was looked at. */
  readonly rows: number;
  /** Names of the indexes that it read, and of the tables that it read from end to end. */
  readonly indexes: ReadonlySet<string>;
  readonly scannedTables: ReadonlySet<string>;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Actual Loops'?: number;
  readonly 'Actual Rows'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A connection as a role of the services that remembers the last statement, to explain it. */
export class StatementRecorder {
  /** For the readers of the store. */
  readonly dataSource: DataSource;
  readonly #query: DataSource['query'];
  #last: { readonly text: string; readonly parameters: unknown } | undefined;

  private constructor(dataSource: DataSource) {
    this.dataSource = dataSource;
    this.#query = dataSource.query.bind(dataSource);
    dataSource.query = ((text: string, parameters?: unknown[]) => {
      this.#last = { text, parameters };
      return this.#query(text, parameters);
    }) as DataSource['query'];
  }

  static async open(url: string): Promise<StatementRecorder> {
    const connection = { url, role: 'activity_reader', poolSize: 1, applicationName: 'statement-recorder' } as const;
    return new StatementRecorder(await createStoreDataSource(connection).initialize());
  }

  /** Runs the last statement again and says what it cost. */
  async explainLast(): Promise<StatementCost> {
    if (!this.#last) throw new Error('no statement was recorded');
    const { text, parameters } = this.#last;
    const rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] = await this.#query(
      `explain (analyze, buffers, format json) ${text}`,
      parameters as unknown[],
    );
    const [explained] = rows[0]?.['QUERY PLAN'] ?? [];
    if (!explained) throw new Error('nothing was explained');
    const nodes = nodesOf(explained.Plan).filter((node) => (node['Actual Loops'] ?? 0) > 0);
    return {
      buffers: explained.Plan['Shared Hit Blocks'] + explained.Plan['Shared Read Blocks'],
      rows: nodes.reduce((sum, node) => sum + rowsOf(node), 0),
      indexes: new Set(nodes.flatMap((node) => node['Index Name'] ?? [])),
      scannedTables: new Set(
        nodes.filter((node) => node['Node Type'] === 'Seq Scan').flatMap((node) => node['Relation Name'] ?? []),
      ),
    };
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}

function rowsOf(node: PlanNode): number {
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  return each * (node['Actual Loops'] ?? 0);
}

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
