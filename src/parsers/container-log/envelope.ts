/** What stands in front of a line that a container runtime or `kubectl logs --timestamps` has stored. */
export interface Envelope {
  /** Where the line of the program begins. */
  at: number;
  /** CRI files only: `F` for a full line, `P` for a part of one that goes on in the next line. */
  cri?: 'F' | 'P';
}

const bare = { plain: 0x20, tab: 0x09, dash: 0x2d, letterT: 0x54, two: 0x32 } as const;
const shortestTime = '2006-01-02T15:04:05Z'.length;
const longestTime = '2006-01-02T15:04:05.999999999+00:00'.length;
const criPrefix = /^std(?:out|err) ([FP]) /;

/**
 * `<time> <line>` (kubectl --timestamps, must-gather) and `<time> stdout F <line>` (rotated CRI files). Istio's own time is
 * followed by a tab and is part of the line.
 */
export function readEnvelope(bytes: Buffer, start: number, end: number): Envelope {
  if (bytes[start] !== bare.two || bytes[start + 4] !== bare.dash || bytes[start + 10] !== bare.letterT)
    return { at: start };
  const limit = Math.min(end, start + longestTime + 1);
  for (let at = start + shortestTime; at < limit; at++) {
    if (bytes[at] === bare.tab) break;
    if (bytes[at] === bare.plain) return behindTime(bytes, at + 1, end);
  }
  return { at: start };
}

function behindTime(bytes: Buffer, at: number, end: number): Envelope {
  if (bytes[at] !== 0x73) return { at }; // neither stdout nor stderr
  const cri = criPrefix.exec(bytes.toString('latin1', at, Math.min(at + 9, end)));
  return cri === null ? { at } : { at: at + cri[0].length, cri: cri[1] === 'P' ? 'P' : 'F' };
}

/** `{"log":"…\n","stream":"stdout","time":"…"}`, the files of the Docker runtime. */
export function dockerLine(bytes: Buffer, start: number, end: number): { bytes: Buffer; time?: string } | undefined {
  if (bytes[start] !== 0x7b || bytes.toString('latin1', start, Math.min(start + 8, end)) !== '{"log":"')
    return undefined;
  try {
    const parsed: { log?: unknown; time?: unknown } = JSON.parse(bytes.toString('utf8', start, end));
    if (typeof parsed.log !== 'string') return undefined;
    const line = Buffer.from(parsed.log.endsWith('\n') ? parsed.log.slice(0, -1) : parsed.log);
    return { bytes: line, ...(typeof parsed.time === 'string' && { time: parsed.time }) };
  } catch {
    return undefined;
  }
}
