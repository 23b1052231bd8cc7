import { createActivityLogClient } from '@activity-log/client';

const log = createActivityLogClient({
  baseUrl: 'http://127.0.0.1:3000',
  token: process.env['TOKEN'] ?? '',
  org: 'acme',
});

const { data, error } = await log.GET('/v1/modules/{module}/records/{id}/activity', {
  params: { path: { module: 'contacts', id: 'contact-abc' }, query: { types: 'email.sent,email.opened' } },
});
if (error) throw new Error(`${error.code}: ${error.detail}`);
for (const { timestamp, type, user } of data.data) process.stdout.write(`${timestamp} ${type} ${user?.name ?? ''}\n`);
