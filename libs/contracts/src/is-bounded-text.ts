import { registerDecorator, type ValidationArguments, type ValidationOptions } from 'class-validator';

/** What a text may be. */
export interface TextRule {
  readonly maxLength: number;
  /** `id` refuses control characters too: it stands in keys, headers and URLs. `free` may have line breaks. */
  readonly kind: 'id' | 'name' | 'free';
}

const control = /\p{Cc}/u;

/** Whether a value is a text under the rule: neither empty (unless free) nor too long, without U+0000 or half surrogates. */
export function isBoundedText(value: unknown, { maxLength, kind }: TextRule): value is string {
  if (typeof value !== 'string' || value.length > maxLength || !value.isWellFormed() || value.includes('\0'))
    return false;
  switch (kind) {
    case 'id':
      return value !== '' && !control.test(value);
    case 'name':
    case 'free':
      return true;
  }
}

/** class-validator's form of {@link isBoundedText}. The message names the rule, never the value. */
export function IsBoundedText(rule: TextRule, options?: ValidationOptions): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isBoundedText',
      target: target.constructor,
      propertyName: String(propertyName),
      constraints: [rule],
      ...(options ? { options } : {}),
      validator: {
        validate: (value: unknown) => isBoundedText(value, rule),
        defaultMessage: ({ property }: ValidationArguments) =>
          rule.kind === 'id'
            ? `${property} is a text of 1 to ${rule.maxLength} characters without control characters`
            : `${property} is a text of at most ${rule.maxLength} characters`,
      },
    });
  };
}
