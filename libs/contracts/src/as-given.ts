import { Transform } from 'class-transformer';

/**
 * Property decorator: any JSON value, handed on as it is. Else class-transformer copies it, and leaves out of the copy each key
 * that is the name of a method of objects, such as `valueOf`.
 */
export function AsGiven(): PropertyDecorator {
  return Transform(
    ({ obj, key }: { readonly obj: Readonly<Record<string, unknown>>; readonly key: string }) => obj[key],
  );
}
