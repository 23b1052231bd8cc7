import {
  activityIdSchema,
  actorSchema,
  fieldChangeSchema,
  instantSchema,
  positionSchema,
  recordSchema,
} from '@activity-log/contracts';
import { historyExample, undoExample, versionDiffExample } from './history-examples.js';

const anyValue = { description: 'Any JSON value.' };
const timestamp = instantSchema('When it happened.');
const fields = { type: 'object', additionalProperties: true };
const userId = { type: ['string', 'null'] };
const user = actorSchema;
const record = recordSchema;
const changes = { type: 'array', items: fieldChangeSchema };
const versionNumber = { type: 'integer', minimum: 1 };

const versionSide = {
  type: 'object',
  required: ['version', 'activityId', 'timestamp', 'user'],
  properties: { version: versionNumber, activityId: activityIdSchema, timestamp, user },
};

const activityReference = {
  type: 'object',
  required: ['activity_id', 'type', 'activityType', 'timestamp', 'user'],
  properties: {
    activity_id: activityIdSchema,
    type: { type: 'string', description: "The type in document B's spelling." },
    activityType: { type: 'string', description: "The type in document A's spelling." },
    timestamp,
    user,
  },
};

/** The JSON Schemas (2020-12) of versions and undo, by name. */
export const historySchemas = {
  RecordVersion: {
    type: 'object',
    description:
      'A version of a record: an activity that changed it, the fields as of it, and the system fields of a BaseModel. Parts that it does not have are left out.',
    required: [
      'version',
      'operation',
      'activityId',
      'type',
      'activityType',
      'position',
      'timestamp',
      'recorded_at',
      'user',
      'fields',
      'modifydate',
      'modifyuser',
    ],
    properties: {
      version: {
        ...versionNumber,
        description: 'Its number, in order of the log: what arrives later never changes it.',
      },
      operation: { type: 'string', enum: ['created', 'updated', 'deleted'] },
      activityId: activityIdSchema,
      type: { type: 'string', description: "The type in document A's spelling." },
      activityType: { type: 'string', description: 'The same.' },
      position: positionSchema,
      timestamp,
      recorded_at: instantSchema('When it entered the log.'),
      user,
      ip: { type: 'string', description: '`metadata.ip_address` of the activity.' },
      user_agent: { type: 'string', description: '`metadata.user_agent` of the activity.' },
      changes,
      fields: {
        ...fields,
        description:
          'What the log knows of the fields as of this version. Of all changes of a field up to it, the one that happened last counts.',
      },
      createdate: instantSchema('When the record was created; absent while the log has no creation.'),
      createuser: userId,
      modifydate: instantSchema('When the record last changed, as of this version.'),
      modifyuser: userId,
      incomplete: {
        type: 'boolean',
        const: true,
        description: 'The log does not begin with the creation: `before` is what its first change says of before.',
      },
      before: fields,
      late: {
        type: 'boolean',
        const: true,
        description: 'It happened before a version that was recorded earlier.',
      },
      conflicts: {
        type: 'array',
        description: 'Changes whose `from` is not what the log says the field was.',
        items: {
          type: 'object',
          required: ['field'],
          properties: { field: { type: 'string' }, expected: anyValue, from: anyValue },
        },
      },
    },
  },
  RecordVersionList: {
    type: 'object',
    required: ['data', 'meta'],
    properties: {
      data: { type: 'array', items: { $ref: '#/components/schemas/RecordVersion' } },
      meta: { $ref: '#/components/schemas/ListMeta' },
    },
    example: historyExample,
  },
  RecordVersionDiff: {
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'object',
        required: ['record', 'from', 'to', 'changes'],
        properties: { record, from: versionSide, to: versionSide, changes },
      },
    },
    example: versionDiffExample,
  },
  UndoPlan: {
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'object',
        required: ['activity_id', 'record', 'undoable', 'patch', 'fields'],
        properties: {
          activity_id: activityIdSchema,
          record,
          undoable: {
            type: 'boolean',
            description: 'Whether the patch takes back all of the activity and nothing else.',
          },
          patch: {
            ...fields,
            description:
              'What to PATCH the record with. A field that the activity does not say the former value of is left out.',
          },
          fields: {
            type: 'array',
            items: {
              type: 'object',
              required: ['field', 'holds'],
              properties: {
                field: { type: 'string' },
                from: anyValue,
                to: anyValue,
                holds: { type: 'boolean', description: 'Whether the field still is what the activity made of it.' },
                current: { description: 'What it is, when it does not hold.' },
                changed_by: activityReference,
              },
            },
          },
          already_undone_by: {
            ...activityIdSchema,
            description: 'The activity that took it back: caused by it, and with its former values.',
          },
          deleted_by: activityReference,
        },
      },
    },
    example: undoExample,
  },
};
