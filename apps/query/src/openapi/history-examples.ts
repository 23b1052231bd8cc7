const sarah = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };

/** The history of a deal that was won. */
export const historyExample = {
  data: [
    {
      version: 1,
      operation: 'created',
      activityId: 'act_0d4f6a1c8b2e4f7a9c3d5e6f7a8b9c0d',
      type: 'record_created',
      activityType: 'record_created',
      position: '1001',
      timestamp: '2026-11-20T08:00:00Z',
      recorded_at: '2026-11-20T08:00:00.31Z',
      user: sarah,
      ip: '192.0.2.1',
      user_agent: 'Mozilla/5.0',
      changes: [{ field: 'stage', to: 'proposal' }],
      fields: { stage: 'proposal' },
      createdate: '2026-11-20T08:00:00Z',
      createuser: 'usr_123',
      modifydate: '2026-11-20T08:00:00Z',
      modifyuser: 'usr_123',
    },
    {
      version: 2,
      operation: 'updated',
      activityId: 'act_5f0c1b7a9e3d4c2b8a6f7e5d4c3b2a19',
      type: 'field_changed',
      activityType: 'field_changed',
      position: '1042',
      timestamp: '2026-11-22T08:00:00Z',
      recorded_at: '2026-11-22T08:00:01.204Z',
      user: null,
      changes: [{ field: 'stage', from: 'proposal', to: 'won' }],
      fields: { stage: 'won' },
      createdate: '2026-11-20T08:00:00Z',
      createuser: 'usr_123',
      modifydate: '2026-11-22T08:00:00Z',
      modifyuser: null,
    },
  ],
  meta: {
    total: 2,
    page: 1,
    per_page: 50,
    total_pages: 1,
    next_cursor: null,
    prev_cursor: 'WzEsImFjbWUiLCJoaXN0b3J5Iix7fSwibiIsIjEwNDIiXQ',
  },
};

/** What turned version 1 of it into version 2. */
export const versionDiffExample = {
  data: {
    record: { id: 'rec_deal_001', module: 'deals', name: 'Enterprise License - Acme' },
    from: {
      version: 1,
      activityId: 'act_0d4f6a1c8b2e4f7a9c3d5e6f7a8b9c0d',
      timestamp: '2026-11-20T08:00:00Z',
      user: sarah,
    },
    to: {
      version: 2,
      activityId: 'act_5f0c1b7a9e3d4c2b8a6f7e5d4c3b2a19',
      timestamp: '2026-11-22T08:00:00Z',
      user: null,
    },
    changes: [{ field: 'stage', from: 'proposal', to: 'won' }],
  },
};

/** How its second version can be taken back, when the stage has changed once more. */
export const undoExample = {
  data: {
    activity_id: 'act_5f0c1b7a9e3d4c2b8a6f7e5d4c3b2a19',
    record: { id: 'rec_deal_001', module: 'deals', name: 'Enterprise License - Acme' },
    undoable: false,
    patch: { stage: 'proposal' },
    fields: [
      {
        field: 'stage',
        from: 'proposal',
        to: 'won',
        holds: false,
        current: 'lost',
        changed_by: {
          activity_id: 'act_9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d',
          type: 'field.changed',
          activityType: 'field_changed',
          timestamp: '2026-11-22T09:30:00Z',
          user: sarah,
        },
      },
    ],
  },
};
