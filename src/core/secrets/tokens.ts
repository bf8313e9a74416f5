import { opaque } from './assignments.js';
import { type Masked, maskSpans, type Span } from './masked.js';

interface Shape {
  kind: string;
  /** Group 1, where there is one, is shown; the rest is masked. */
  pattern: RegExp;
  secret?: (value: string) => boolean;
}

/** Credentials that are known by their own shape, wherever they stand. */
const shapes: readonly Shape[] = [
  {
    kind: 'JWT',
    pattern:
      /(?<=^|[^A-Za-z0-9_-]|\\[nrt]|%[0-9A-F]{2})eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,3}/g,
  },
  { kind: 'bearer token', pattern: /(\bBearer(?:[ \t]{1,4}|%20|\+))([A-Za-z0-9._~+/=-]{8,})/gi, secret: opaque },
  { kind: 'basic credentials', pattern: /(\bBasic(?:[ \t]{1,4}|%20|\+))([A-Za-z0-9+/=]{4,})/gi, secret: holdsColon },
  {
    kind: 'registry credentials',
    pattern: /(\bauth\\{0,3}["']\s{0,3}:\s{0,3}\\{0,3}["'])([A-Za-z0-9+/=]{4,})/g,
    secret: holdsColon,
  },
  { kind: 'password', pattern: /(:\/\/[^\s:@/"'<>]{0,256}:)([^\s@/"'<>]{1,256})(?=@)/g },
  { kind: 'token', pattern: /([?&](?:code|sig|signature|key|auth|ticket)=)([^&\s"'<>]{8,})/g, secret: opaque },
  { kind: 'AWS access key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  { kind: 'Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { kind: 'Google token', pattern: /\b(?:ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})/g },
  { kind: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})/g },
  { kind: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|agent)-[A-Za-z0-9_-]{20,}/g },
  { kind: 'Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g },
  { kind: 'Slack webhook', pattern: /(hooks\.slack\.com\/services\/)([A-Za-z0-9/]{20,})/g },
  { kind: 'Stripe key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g },
  { kind: 'SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { kind: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}/g },
  { kind: 'PyPI token', pattern: /\bpypi-[A-Za-z0-9_-]{50,}/g },
  { kind: 'Docker token', pattern: /\bdckr_[po]at_[A-Za-z0-9_-]{20,}/g },
  { kind: 'Vault token', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/g },
  { kind: 'OpenShift token', pattern: /\bsha256~[A-Za-z0-9_-]{40,}/g },
  { kind: 'DigitalOcean token', pattern: /\bdo[opr]_v1_[a-f0-9]{40,}/g },
  { kind: 'Databricks token', pattern: /\bdapi[a-f0-9]{32}/g },
  { kind: 'API key', pattern: /\bsk-[A-Za-z0-9_-]{40,}/g },
  { kind: 'private key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g },
  { kind: 'private key', pattern: /("d"\s{0,3}:\s{0,3}")([A-Za-z0-9_-]{40,})/g },
];

export function maskTokens(text: string): Masked {
  let masked: Masked = { text, kinds: [] };
  for (const shape of shapes) masked = maskShape(masked, shape);
  return masked;
}

function maskShape({ text, kinds }: Masked, { kind, pattern, secret }: Shape): Masked {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const shown = match[1] ?? '';
    const value = match[0].slice(shown.length);
    if (secret?.(value) === false) continue;
    spans.push({ start: match.index + shown.length, end: match.index + match[0].length, kind });
  }
  if (spans.length === 0) return { text, kinds };
  const masked = maskSpans(text, spans);
  return { text: masked.text, kinds: [...kinds, ...masked.kinds] };
}

/** `user:password` in base64, as in RFC 7617 and in Docker's configuration. */
function holdsColon(value: string): boolean {
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  return /^[\x20-\x7e\xa0-\xff]*:/.test(decoded);
}
