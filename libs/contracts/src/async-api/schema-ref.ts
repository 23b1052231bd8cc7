/** Where a schema of the AsyncAPI document is, as `$ref` names it. */
export function schemaRef(name: string): string {
  return `#/components/schemas/${name}/schema`;
}
