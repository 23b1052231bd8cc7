const quote = '"';
const backslash = 0x5c;

/** A member of an object in a JSON text. */
export interface ObjectMember {
  /** As it is written: a key that needs no escape is itself. */
  readonly key: string;
  /** As it is written. */
  readonly value: string;
}

/**
 * The members of the text of a JSON object, in their order. For text that canonicalJson wrote, which has nothing between its
 * tokens: what is in a value is passed over, not parsed, so that the size of a text costs its length and no more.
 */
export function* objectMembers(object: string): Generator<ObjectMember, void> {
  for (let at = 1; at < object.length - 1;) {
    const keyEnd = endOfText(object, at);
    const valueEnd = endOfValue(object, keyEnd + 1);
    yield { key: object.slice(at + 1, keyEnd - 1), value: object.slice(keyEnd + 1, valueEnd) };
    at = valueEnd + 1;
  }
}

/** The text of an object of these members. */
export function objectText(members: readonly ObjectMember[]): string {
  return `{${members.map(({ key, value }) => `"${key}":${value}`).join(',')}}`;
}

/** Behind the value that begins at `start`: where the next comma or the end of its object is. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case quote:
        at = endOfText(text, at) - 1;
        break;
      case '{':
      case '[':
        depth += 1;
        break;
      case ',':
        if (depth === 0) return at;
        break;
      case '}':
      case ']':
        if (depth === 0) return at;
        depth -= 1;
        break;
    }
  }
  throw new RangeError('the text of an object ends in a value');
}

/** Behind the text whose opening quote is at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  throw new RangeError('the text of an object ends in a text');
}
