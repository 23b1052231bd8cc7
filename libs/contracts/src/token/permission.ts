/** What a principal may be allowed to do. */
export const permissions = [
  'activity:read',
  'activity:write',
  'activity:audit',
  'activity:erase',
  'comment:write',
  'org:admin',
] as const;

export type Permission = (typeof permissions)[number];

/** Whether a text names a permission. */
export function isPermission(name: string): name is Permission {
  return (permissions as readonly string[]).includes(name);
}
