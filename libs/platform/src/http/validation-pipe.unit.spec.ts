import { describe, expect, it } from '@jest/globals';
import { IsInt, Max, Min } from 'class-validator';
import { createValidationPipe } from './validation-pipe.js';

class PageQuery {
  @IsInt()
  @Min(1)
  @Max(200)
  pageSize!: number;

  @IsInt()
  page!: number;
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
});
