import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Subject } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

const contact: Subject = { datatype: 'contact', ownerId: 'x' };
/** Its datatype is in no list, so it is its own module. */
const spaceship: Subject = { datatype: 'spaceship', ownerId: 'x' };
/** Never the first subject. */
const ticket: Subject = { datatype: 'ticket', ownerId: 'x' };

describe('a module', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    const writer = await TestWriter.open(ground.database);
    await writer.append(
      anActivity({ org: 'acme', subjects: [contact, ticket] }),
      anActivity({ org: 'acme', subjects: [spaceship] }),
    );
    await writer.close();
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  /** The status with the code of a problem, or with the positions of a page. */
  const asked = async (path: string): Promise<readonly unknown[]> => {
    const response = await query.get(path);
    const body = (await response.json()) as { code?: string; data?: readonly { position: string }[] };
    return [response.status, body.code ?? body.data?.map(({ position }) => position)];
  };
  const notFound = [404, 'record_not_found'];

  it.each([
    ['contacts', [200, ['1']], [200, ['1']]],
    ['spaceship', [200, ['2']], [200, ['2']]],
    // Feeds are of what is about their records first.
    ['tickets', [200, []], [200, []]],
    ['contact', notFound, notFound],
    ['ticket', notFound, notFound],
    ['spaceships', notFound, notFound],
    // The id is that of a contact.
    ['leads', notFound, notFound],
    ['Contacts', [400, 'invalid_request'], [400, 'invalid_request']],
  ])(
    '%s is known, unknown or refused alike in its feed and in that of a record',
    async (module, ofModule, ofRecord) => {
      expect(await asked(`/v1/modules/${module}/activity`)).toEqual(ofModule);
      expect(await asked(`/v1/modules/${module}/activity?type=note_added`)).toEqual([
        ofModule[0],
        ofModule[0] === 200 ? [] : ofModule[1],
      ]);
      expect(await asked(`/v1/modules/${module}/records/x/activity`)).toEqual(ofRecord);
    },
  );

  it('has records that are not found when nothing was recorded about them', async () => {
    for (const module of ['contacts', 'spaceship', 'tickets', 'leads']) {
      expect(await asked(`/v1/modules/${module}/records/nobody/activity`)).toEqual(notFound);
    }
  });

  it.each(['/v1/activity/stream?', '/v1/activity/export?format=ndjson&', '/v1/activity/stats?group_by=type&'])(
    'is refused by its datatype as a parameter of %s',
    async (path) => {
      const response = await query.get(`${path}module=contact`);
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { code: 'invalid_request', errors: [{ path: 'module', rule: expect.stringContaining('contacts') }] },
      ]);
    },
  );
});
