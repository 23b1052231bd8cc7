/** Where the OpenAPI document has a schema, as `$ref` names it. */
export function schemaRef(name: string): string {
  return `#/components/schemas/${name}`;
}
