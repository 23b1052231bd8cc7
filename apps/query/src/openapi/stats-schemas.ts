/** The JSON Schemas of the stats, by name. */
export const statsSchemas = {
  Stats: {
    type: 'object',
    required: ['data', 'meta'],
    properties: {
      data: {
        type: 'array',
        description: 'Groups that have entries: earlier days first, then larger counts.',
        maxItems: 10_000,
        items: {
          type: 'object',
          description: 'The values that its entries have in common, of the dimensions asked for.',
          required: ['count'],
          properties: {
            day: { type: 'string', format: 'date', description: 'A day in `meta.time_zone`.' },
            type: {
              type: 'string',
              description: 'The API type; activity types that share one are counted together.',
              examples: ['record.created'],
            },
            user_id: { type: ['string', 'null'], description: 'Who did it; null is the system.' },
            module: { type: 'string', description: 'The module of the record.', examples: ['deals'] },
            count: { type: 'integer', minimum: 1 },
          },
        },
      },
      meta: {
        type: 'object',
        required: ['total', 'from', 'to', 'time_zone', 'position'],
        properties: {
          total: { type: 'integer', minimum: 0, description: 'All counts together; exact.' },
          from: { type: ['string', 'null'], format: 'date-time', description: 'Occurred at or after; null is open.' },
          to: { type: ['string', 'null'], format: 'date-time', description: 'Occurred at or before; null is open.' },
          time_zone: { type: 'string', description: 'The zone whose days are meant.' },
          position: {
            type: 'string',
            pattern: '^[0-9]+$',
            description: "The end of the org's log when it was counted.",
          },
        },
      },
    },
  },
};
