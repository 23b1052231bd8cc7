import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** Property decorator: a query parameter that is a whole number. `1e1`, ` 1` and `0x1` are none: only plain digits are. */
export function WholeNumberParameter({ min, max }: { readonly min: number; readonly max: number }): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { readonly value: unknown }) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
    ),
    ValidateBy({
      name: 'wholeNumberParameter',
      validator: {
        validate: (value: unknown) => typeof value === 'number' && value >= min && value <= max,
        defaultMessage: () => `must be a whole number from ${min} to ${max}`,
      },
    }),
  );
}
