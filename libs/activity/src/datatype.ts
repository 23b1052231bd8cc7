/** The datatypes that are customers; every other datatype is a resource. */
export const customerDatatypes = ['contact', 'lead', 'merchant'] as const;

export type CustomerDatatype = (typeof customerDatatypes)[number];

/** Decides between `by-customer` and `by-resource`. */
export function isCustomerDatatype(datatype: string): datatype is CustomerDatatype {
  return (customerDatatypes as readonly string[]).includes(datatype);
}

const moduleByDatatype: ReadonlyMap<string, string> = new Map([
  ['contact', 'contacts'],
  ['lead', 'leads'],
  ['deal', 'deals'],
  ['ticket', 'tickets'],
  ['task', 'tasks'],
  ['merchant', 'merchants'],
  ['campaign', 'campaigns'],
  ['order', 'orders'],
  ['reservation', 'reservations'],
  ['form', 'forms'],
]);
const datatypeByModule: ReadonlyMap<string, string> = new Map([...moduleByDatatype].map(([d, m]) => [m, d]));

/** The module a datatype's records live in; an unknown datatype is its own module. */
export function moduleOf(datatype: string): string {
  return moduleByDatatype.get(datatype) ?? datatype;
}

/** The names of modules that are no datatypes: a record filed under one could not be told from those of the module's datatype. */
export const moduleNames: readonly string[] = [...datatypeByModule.keys()];

/** The datatype of a module's records; the inverse of {@link moduleOf} for all but {@link moduleNames}, which no subject has. */
export function datatypeOf(module: string): string {
  return datatypeByModule.get(module) ?? module;
}
