import { maskSecrets } from '../../core/secrets.js';

/** What lines with a credential have in common. */
const suspicious =
  /eyJ|bearer|basic |authorization|cookie|api[-_]?key|token|secret|passw|signature|:\/\/[^\s/]{1,200}@|[?&;](?:sig|key|code|auth)=|PRIVATE KEY/i;

/** Masks secrets in a line that is kept. Most lines have none, and a thorough look at each would cost more than the log. */
export function maskLine(text: string): string {
  return suspicious.test(text) ? maskSecrets(text) : text;
}
