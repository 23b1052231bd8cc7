import { datatypeOf, moduleNames } from '@activity-log/activity';
import { datatypePattern, eventLimits } from '@activity-log/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { maxTypeNames } from '../feed/feed-filters.js';
import { idSchema } from './id-schema.js';

/** A type in either spelling: 64 characters, of which one may be a dot. */
const typeName = '(?=[a-z0-9_.]{1,64}(?:,|$))[a-z][a-z0-9_]*(?:[.][a-z0-9_]*)?';

const shortDateTime =
  '^[12]\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?(Z|[+-]([01]\\d|2[0-3])(:?[0-5]\\d)?)$';

/** A moment in a query, as `parseDateBound` reads it. */
export const dateBound = {
  anyOf: [
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'date' },
    {
      type: 'string',
      pattern: shortDateTime,
      description: 'ISO 8601 without seconds, or with an offset of hours, or of hours and minutes without a colon.',
    },
  ],
  examples: ['2024-01-01T00:00:00Z', '2024-01-01', '2024-01-01T01:00+0100'],
};

const filters = {
  type: {
    description:
      'An activity type in the spelling of either document; `field.changed` means every type it is the name of.',
    schema: { type: 'string', pattern: `^${typeName}$`, examples: ['record.updated', 'lead_stage_changed'] },
  },
  types: {
    description: `Up to ${maxTypeNames} activity types, separated by commas: any of them.`,
    schema: {
      type: 'string',
      pattern: `^${typeName}(?:,${typeName}){0,${maxTypeNames - 1}}$`,
      examples: ['record.created,record.updated'],
    },
  },
  user_id: {
    description: 'Who did it.',
    schema: { ...idSchema, maxLength: eventLimits.maxUserIdLength, examples: ['usr_123'] },
  },
  from: {
    description:
      'Occurred at or after: ISO 8601 with an offset, the seconds and the colon of the offset optional, or a date alone, which is midnight UTC.',
    schema: dateBound,
  },
  to: { description: 'Occurred at or before: as `from`. Not before `from`.', schema: dateBound },
  field: {
    description: 'A field that changed.',
    schema: { ...idSchema, maxLength: eventLimits.maxFieldLength, examples: ['status'] },
  },
  module: {
    description: 'Activities about records of this module; a datatype without one is its own module.',
    schema: {
      type: 'string',
      pattern: datatypePattern.source,
      not: { enum: moduleNames.map(datatypeOf) },
      examples: ['contacts', 'deals'],
    },
  },
} as const;

/** The filters of routes that go along the log. */
export const logFilters = ['type', 'types', 'user_id', 'field', 'from', 'to', 'module'] as const;

/** Decorator: filters as query parameters, in the order of their names here. All that are given hold at once. */
export function DescribeFilters(...names: readonly (keyof typeof filters)[]): MethodDecorator {
  return applyDecorators(
    ...names.map((name) =>
      ApiQuery({
        name,
        required: false,
        description: filters[name].description,
        schema: { ...filters[name].schema } as never,
      }),
    ),
  );
}
