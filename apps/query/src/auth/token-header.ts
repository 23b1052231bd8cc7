/** Signatures that are accepted. Neither can be made from what the public key set tells. */
export const signatureAlgorithms = ['RS256', 'ES256'] as const;

export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** What of a token's header is used. Keys it may embed or point to (`jwk`, `jku`, `x5c`, `x5u`) are not. */
export interface TokenHeader {
  readonly alg: SignatureAlgorithm;
  readonly kid: string;
}

const maxKidLength = 255;

/** The header of a JWT; undefined for another algorithm, no key id, or `crit`, which demands what is not supported (RFC 7515 §4.1.11). */
export function tokenHeader(token: string): TokenHeader | undefined {
  const header = parsedHeader(token);
  if (typeof header !== 'object' || header === null || 'crit' in header) return undefined;
  if (!('alg' in header) || !('kid' in header)) return undefined;
  const alg = signatureAlgorithms.find((algorithm) => algorithm === header.alg);
  const { kid } = header;
  return alg && typeof kid === 'string' && kid !== '' && kid.length <= maxKidLength ? { alg, kid } : undefined;
}

function parsedHeader(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
