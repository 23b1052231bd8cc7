import { describe, expect, it } from '@jest/globals';
import { IsArray, IsInt, Max, Min } from 'class-validator';
import { createValidationPipe, type ElementRule } from './validation-pipe.js';

class PageQuery {
  @IsInt()
  @Min(1)
  @Max(200)
  pageSize!: number;

  @IsInt()
  page!: number;
}

const context: ElementRule = { elementHolds: Number.isInteger };

class Pages {
  @IsArray()
  @IsInt({ each: true, message: 'each of pages is a whole number', context })
  pages!: number[];
}

describe('the validation pipe', () => {
  it('names a part once that breaks several rules, and lists each rule', async () => {
    const transformed = createValidationPipe().transform(
      { pageSize: 'many', page: 'first' },
      { type: 'query', metatype: PageQuery },
    );
    const problem: unknown = await transformed.catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'invalid_request', message: 'not valid: pageSize, page' });
    const { errors } = problem as { readonly errors: readonly { readonly path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(['pageSize', 'pageSize', 'pageSize', 'page']);
  });

  it('names the elements of a list that break their rule, and the list when it is none', async () => {
    const refused = (pages: unknown): Promise<unknown> =>
      createValidationPipe()
        .transform({ pages }, { type: 'body', metatype: Pages })
        .catch((error: unknown) => error);
    const rule = 'each of pages is a whole number';
    expect(await refused([1, 'secret', 3, null])).toMatchObject({
      message: 'not valid: pages.1, pages.3',
      errors: [
        { path: 'pages.1', rule },
        { path: 'pages.3', rule },
      ],
    });
    expect(await refused('secret')).toMatchObject({ message: 'not valid: pages' });
    expect(await refused([1])).toEqual({ pages: [1] });
  });
});
