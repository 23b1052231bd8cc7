import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@activity-log/testing';
import pg from 'pg';
import { entriesOf } from '../testing/entries-of.spec.js';
import { startQuery } from '../testing/query-under-test.spec.js';
import { upTo } from '../testing/up-to.spec.js';
import { createStreamsUnderTest, type StreamsUnderTest } from './streams-under-test.spec.js';

describe('a stream that is resumed', () => {
  let streams: StreamsUnderTest;

  beforeAll(async () => {
    streams = await createStreamsUnderTest({ STREAM_HEARTBEAT_MS: '200' });
  });

  afterEach(() => {
    streams.clients.closeAll();
  });

  afterAll(() => streams.close());

  it('resumes behind an event by the header, or by the parameter, of which the header goes first', async () => {
    const org = 'resume';
    await streams.writer.append(...entriesOf(org, 12));
    const byHeader = await streams.clients.open({ org, lastEventId: '9' });
    const byParameter = await streams.clients.open({ org, filters: '?last_event_id=10' });
    const byBoth = await streams.clients.open({ org, lastEventId: '11', filters: '?last_event_id=1' });
    const fromTheBeginning = await streams.clients.open({ org, lastEventId: '0' });
    await waitFor(() => fromTheBeginning.positions.length === 12 && byBoth.positions.length === 1);
    await waitFor(() => byHeader.positions.length === 3 && byParameter.positions.length === 2);
    expect(byHeader.positions).toEqual([10, 11, 12]);
    expect(byParameter.positions).toEqual([11, 12]);
    expect(byBoth.positions).toEqual([12]);
    expect(fromTheBeginning.positions).toEqual(upTo(12));
  });

  it.each(['13', '-1', '1.5', '007', 'abc', '9223372036854775808', '99999999999999999999999'])(
    'refuses the last event id %s, which no stream of this org gave out',
    async (lastEventId) => {
      const org = 'stale';
      if (lastEventId === '13') await streams.writer.append(...entriesOf(org, 12));
      const token = await streams.tokenOf(org);
      const response = await fetch(`${streams.query.url}/v1/activity/stream`, {
        headers: { authorization: `Bearer ${token}`, 'last-event-id': lastEventId },
      });
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_cursor' }]);
    },
  );

  it('loses and repeats nothing for a client that resumes across restarts of query while a writer goes on', async () => {
    const org = 'restart';
    const token = await streams.tokenOf(org, { exp: Math.floor(Date.now() / 1000) + 300 });
    const writes = new AbortController();
    let written = 0;
    const writing = (async () => {
      while (!writes.signal.aborted) {
        await streams.writer.append(...entriesOf(org, 2));
        written += 2;
      }
    })();
    const seen: number[] = [];
    let lastEventId = '0';
    for (let round = 0; round < 3; round += 1) {
      const other = await startQuery(streams.ground);
      const live = await streams.clients.open({ org, token, lastEventId, url: other.url });
      await waitFor(() => live.positions.length > 20);
      await other.stop();
      await waitFor(() => live.isOver);
      // It was told when to come back, not why it must not.
      expect([live.comments.at(-1), live.error]).toEqual(['goodbye', undefined]);
      expect(live.retryMs).toBeGreaterThanOrEqual(500);
      seen.push(...live.positions);
      lastEventId = live.lastEventId;
    }
    writes.abort();
    await writing;
    const last = await streams.clients.open({ org, token, lastEventId });
    await waitFor(() => (seen.at(-1) ?? 0) + last.positions.length === written);
    expect([...seen, ...last.positions]).toEqual(upTo(written));
  }, 60_000);

  it('moves what a client resumes from even when nothing passes its filter', async () => {
    const org = 'sparse';
    const live = await streams.clients.open({ org, filters: '?type=note_added' });
    await streams.writer.append(...entriesOf(org, 7));
    await waitFor(() => live.lastEventId === '7');
    expect([live.positions, live.comments.includes('heartbeat')]).toEqual([[], true]);
  });

  it('ends with a coded event when the token expires', async () => {
    const org = 'expiring';
    const token = await streams.tokenOf(org, { exp: Math.floor(Date.now() / 1000) + 2 });
    const live = await streams.clients.open({ org, token });
    await streams.writer.append(...entriesOf(org, 2));
    await waitFor(() => live.isOver);
    expect(live.error).toMatchObject({ code: 'unauthorized', status: 401 });
    expect(live.positions).toEqual([1, 2]);
    const later = await streams.clients.open({ org, lastEventId: live.lastEventId });
    await streams.writer.append(...entriesOf(org, 1));
    await waitFor(() => later.positions.length === 1);
  });

  it('goes on where it was when the database has cut its connections', async () => {
    const org = 'outage';
    const live = await streams.clients.open({ org });
    await streams.writer.append(...entriesOf(org, 3));
    await waitFor(() => live.positions.length === 3);
    const admin = new pg.Client({ connectionString: streams.ground.database.adminUrl });
    await admin.connect();
    for (let round = 0; round < 3; round += 1) {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name like 'activity-log-%'`,
      );
      await streams.writer.append(...entriesOf(org, 3));
    }
    await admin.end();
    await waitFor(() => live.positions.length === 12);
    expect(live.positions).toEqual(upTo(12));
    expect(live.error).toBeUndefined();
  });
});
