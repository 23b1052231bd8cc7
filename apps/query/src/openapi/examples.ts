/** The body of document A's example. */
export const manualActivityExample = {
  type: 'call_logged',
  datatype: 'contact',
  ownerId: 'contact-abc',
  summary: '15min discovery call. Interested in enterprise plan.',
  durationSeconds: 900,
  metadata: { phone: '+15551234567', outcome: 'positive' },
};

/** The `meta` of a timeline's first page. */
export const timelineMetaExample = {
  total: 1,
  page: 1,
  per_page: 50,
  total_pages: 1,
  next_cursor: null,
  prev_cursor: 'WzEsImFjbWUiLCJieS1jdXN0b21lciIse30sIm4iLCIxMDQyIl0',
};

/** An activity as document B's feeds show it. */
export const feedActivityExample = {
  id: 'act_2f7b0c4e8d1a4f6b9c3e5d7a8b6c4f10',
  type: 'field.changed',
  activityType: 'lead_stage_changed',
  position: '1043',
  recorded_at: '2024-01-15T14:22:00.61Z',
  changes: [{ field: 'stage', from: 'proposal', to: 'negotiation' }],
  record: { id: 'rec_789', module: 'leads', name: 'Acme Corp' },
  subjects: [{ datatype: 'lead', name: 'Acme Corp', ownerId: 'rec_789' }],
  timestamp: '2024-01-15T14:22:00Z',
  user: { email: 'sarah@example.com', id: 'usr_123', name: 'Sarah Chen' },
};

/** The `meta` of a feed's first page. */
export const feedMetaExample = { ...timelineMetaExample, per_page: 25 };

/** The body of document A's example of a comment. */
export const newCommentExample = {
  datatype: 'lead',
  ownerId: 'lead-xyz',
  text: 'Procurement asked about SOC2 — need to send report.',
  mentions: ['user-jane'],
};

/** The comment that it becomes. */
export const commentExample = {
  activityId: 'act_0d6a1c7b9e3f4d2c8b5a7f6e5d4c3b2a',
  author: { email: 'sarah@example.com', id: 'usr_123', name: 'Sarah Chen' },
  createdAt: '2026-11-22T08:00:01.204Z',
  datatype: 'lead',
  id: 'cmt_9b1d4f0e6a2c4e8b9f7a5c3d1e0b2a48',
  mentions: ['user-jane'],
  ownerId: 'lead-xyz',
  position: '1043',
  replyCount: 0,
  text: 'Procurement asked about SOC2 — need to send report.',
  threadId: 'cmt_9b1d4f0e6a2c4e8b9f7a5c3d1e0b2a48',
};
