import { isUtf8 } from 'node:buffer';

// Control, format (bidi overrides, zero-width) and separator characters could rewrite what a terminal shows.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/**
 * Bytes of strangers as one line that a terminal shows as it is: UTF-8 with every character that could steer the terminal
 * escaped (`\n`, `\u{202e}`); other bytes as `\xff`. A backslash is doubled, so that the text can be read back.
 */
export function printableText(bytes: Buffer): string {
  return isUtf8(bytes) ? printableUtf8(bytes.toString('utf8')) : printableBytes(bytes);
}

function printableUtf8(text: string): string {
  return text.replaceAll('\\', '\\\\').replace(unprintable, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

function printableBytes(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      if (byte === 0x5c) return '\\\\';
      return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
