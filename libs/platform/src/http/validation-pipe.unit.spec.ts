import { describe, expect, it } from '@jest/globals';
import { IsArray, IsInt, IsNumber, IsString, Max, MaxLength, Min } from 'class-validator';
import { createValidationPipe, type ElementRule, type PartPlace } from './validation-pipe.js';

class PageQuery {
  @Min(1)
  @Max(200)
  @IsNumber()
  pageSize!: number;

  @IsString()
  @MaxLength(3)
  name!: string;
}

const context: ElementRule = { elementHolds: Number.isInteger };

class Pages {
  @IsArray()
  @IsInt({ each: true, message: 'each of pages is a whole number', context })
  pages!: number[];
}

describe('the validation pipe', () => {
  it('names a part that breaks several rules with one, that of its kind first', async () => {
    const refused = (value: object, place: PartPlace): Promise<unknown> =>
      createValidationPipe(place)
        .transform(value, { type: 'body', metatype: PageQuery })
        .catch((error: unknown) => error);
    expect(await refused({ pageSize: 'many', name: 'Ada Lovelace' }, 'query')).toMatchObject({
      code: 'invalid_request',
      message: 'pageSize must be a number conforming to the specified constraints',
      errors: [{ path: 'pageSize' }, { path: 'name', rule: 'must be shorter than or equal to 3 characters' }],
    });
    expect(await refused({ pageSize: 201, name: null }, 'query')).toMatchObject({
      message: 'pageSize must not be greater than 200',
      errors: [{ path: 'pageSize' }, { path: 'name', rule: 'is required' }],
    });
    const list = { pageSize: 1, name: ['a', 'b'], extra: 1 };
    expect(await refused(list, 'query')).toMatchObject({
      errors: [
        { path: 'extra', rule: 'is not a parameter of this route' },
        { path: 'name', rule: 'must not be given more than once' },
      ],
    });
    expect(await refused(list, 'body')).toMatchObject({
      errors: [
        { path: 'extra', rule: 'is not a field of this body' },
        { path: 'name', rule: 'must be a string' },
      ],
    });
  });

  it('names the elements of a list that break their rule, and the list when it is none', async () => {
    const refused = (pages: unknown): Promise<unknown> =>
      createValidationPipe('body')
        .transform({ pages }, { type: 'body', metatype: Pages })
        .catch((error: unknown) => error);
    const rule = 'each of pages is a whole number';
    expect(await refused([1, 'secret', 3, null])).toMatchObject({
      message: rule,
      errors: [
        { path: 'pages.1', rule },
        { path: 'pages.3', rule },
      ],
    });
    expect(await refused('secret')).toMatchObject({ message: 'pages must be an array' });
    expect(await refused([1])).toEqual({ pages: [1] });
  });
});
