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

/** What each kind of principal may have. Comments are between members of staff; customers read. */
export const permissionsByKind = {
  user: permissions,
  service: permissions.filter((permission) => permission !== 'comment:write'),
  customer: ['activity:read'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

/** Whether a text names a permission. */
export function isPermission(name: string): name is Permission {
  return (permissions as readonly string[]).includes(name);
}
