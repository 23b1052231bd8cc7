const traceparentPattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[\x20-\x7e]{0,200})?$/;

/**
 * The W3C trace context, or undefined when it is not valid: the recommendation (§3.2.2) has a receiver ignore a
 * traceparent that it cannot parse, so a bad one never costs the event.
 */
export function parseTraceparent(text: string): string | undefined {
  const [, version, traceId = '', parentId = '', rest] = traceparentPattern.exec(text) ?? [];
  if (version === undefined || version === 'ff') return undefined;
  // Version 00 ends with the flags; later versions may go on.
  if (version === '00' && rest !== undefined) return undefined;
  return /^0+$/.test(traceId) || /^0+$/.test(parentId) ? undefined : text;
}
