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

/** Length at which Docker splits, with room for characters of several bytes. */
const dockerPart = 4096;

/** What one line of a file of the Docker runtime holds. */
export interface DockerLine {
  bytes: Buffer;
  time?: string;
  /** Docker splits longer lines; only the last part ends with a newline. Log shippers leave out every newline. */
  whole: boolean;
}

/** `{"log":"…\n","stream":"stdout","time":"…"}`, the files of the Docker runtime. */
export function dockerLine(bytes: Buffer, start: number, end: number): DockerLine | undefined {
  if (bytes[start] !== 0x7b || bytes.toString('latin1', start, Math.min(start + 8, end)) !== '{"log":"')
    return undefined;
  try {
    const { log, time }: { log?: unknown; time?: unknown } = JSON.parse(bytes.toString('utf8', start, end));
    if (typeof log !== 'string') return undefined;
    const ended = log.endsWith('\n');
    const whole = ended || log.length < dockerPart;
    return { bytes: Buffer.from(ended ? log.slice(0, -1) : log), whole, ...(typeof time === 'string' && { time }) };
  } catch {
    return undefined;
  }
}

/**
 * `[pod/NAME/CONTAINER] ` of `kubectl logs --prefix`, `NAMESPACE/POD[CONTAINER]: ` of log shippers and `POD CONTAINER ` of
 * stern, which stand in front of a time, an access-log line, JSON or the body of Envoy's own 503.
 */
const podPrefix =
  /^(?:\[pod\/[^\s\]]{1,320}\] |[a-z0-9][a-z0-9.-]{0,252}\/[a-z0-9][a-z0-9.-]{0,252}\[[a-z0-9-]{1,63}\]: |[a-z0-9]{1,60}-[a-z0-9.-]{1,240} [a-z0-9][a-z0-9-]{0,62} (?=\[?20\d\d-|["{]|upstream connect error))/;

/** The colour that a whole line begins with. */
const colour = /^\x1b\[[\d;]{0,20}m/;

/** How many bytes in front of the line name the pod or set a colour. */
export function decorationLength(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  if (first === 0x1b) return colour.exec(bytes.toString('latin1', start, Math.min(end, start + 24)))?.[0].length ?? 0;
  const mayBe = first === 0x5b ? bytes[start + 1] === 0x70 : first >= 0x61 && first <= 0x7a;
  return mayBe ? (podPrefix.exec(bytes.toString('latin1', start, Math.min(end, start + 600)))?.[0].length ?? 0) : 0;
}
