/** Longer texts are refused unread: a double needs 24 characters, and the rest would only be zeros. */
const maxNumberLength = 64;

/**
 * Whether a JSON number's text and the double it is read as are the same number: no digit is lost, it is no integer
 * beyond 2^53 - 1 (readers in other languages round those differently), no infinity, and not -0 (which JSON writers
 * turn into 0). `1.50` and `15e-1` are exact, `0.1000000000000000055` is not.
 */
export function isExactNumber(text: string, value: number): boolean {
  if (text.length > maxNumberLength) return false;
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  // 15 significant digits always survive the way through a double, unless the exponent takes them out of its range.
  if (text.length <= 15 && !/[eE]/.test(text)) return true;
  const written = decimalOf(text);
  const read = decimalOf(String(value));
  return written.digits === read.digits && written.exponent === read.exponent;
}

/** A decimal as ±0.digits × 10^exponent without leading or trailing zeros; zero has no digits. */
function decimalOf(text: string): { readonly digits: string; readonly exponent: number } {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const significant = all.replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return { digits, exponent: 0 };
  return { digits: sign + digits, exponent: whole.length - (all.length - significant.length) + Number(exponent) };
}
