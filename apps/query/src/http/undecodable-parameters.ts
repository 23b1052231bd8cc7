/**
 * The names of the query parameters of an address that are not percent-encoded UTF-8. The parser of queries takes their text
 * as it stands, and a filter by such a text would find nothing.
 */
export function undecodableParameters(url: string): readonly string[] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return url
    .slice(start + 1)
    .split('&')
    .filter((parameter) => decoded(parameter) === undefined)
    .map((parameter) => {
      const [name = ''] = parameter.split('=', 1);
      return decoded(name) ?? name;
    });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
