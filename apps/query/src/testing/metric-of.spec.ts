/** A number that a query tells of itself at `/metrics`; 0 when it has not counted yet. */
export async function metricOf(url: string, series: string): Promise<number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length + 1) ?? 0);
}
