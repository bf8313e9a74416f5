import { maskAssignments } from './secrets/assignments.js';
import { maskEncoded } from './secrets/encoded.js';
import type { Masked } from './secrets/masked.js';
import { maskPrivateKeys } from './secrets/private-keys.js';
import { maskTokens } from './secrets/tokens.js';

/** Base64 is looked into twice: Secrets hold base64, and people put base64 into Secrets. */
const maxDecodings = 2;

/**
 * The second net behind the parsers, which drop secrets by type and place: masks what looks like a secret in any text
 * that enters a report. The mask says the kind (`[masked: private key]`), never a length or a hash. Digests, UIDs,
 * serial numbers, image and SPIFFE ids, and certificates are left alone. Masking again changes nothing.
 */
export function maskSecrets(text: string): string {
  return maskAt(text, maxDecodings).text;
}

function maskAt(text: string, decodings: number): Masked {
  const kinds: string[] = [];
  let masked = text;
  const steps = [maskPrivateKeys, maskAssignments, maskTokens];
  for (const step of steps) {
    const result = step(masked);
    masked = result.text;
    kinds.push(...result.kinds);
  }
  if (decodings === 0) return { text: masked, kinds };
  const encoded = maskEncoded(masked, (decoded) => maskAt(decoded, decodings - 1).kinds[0]);
  return { text: encoded.text, kinds: [...kinds, ...encoded.kinds] };
}
