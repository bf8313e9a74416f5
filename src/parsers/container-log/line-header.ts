/** Severity of a line, as far as the facets count it. */
export type Level = 'warning' | 'error' | 'other';

/** The front of a log line. A line without a level belongs to the entry of the line before it. */
export interface LineHeader {
  /** RFC 3339; the time that the program printed, else the one that the container runtime put in front. */
  time?: string;
  level?: Level;
}

const stamp = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d))[\t ]{1,8}/y;
/** CRI files (rotated logs) have the stream and a flag between the time and the line. */
const criStream = /(?:stdout|stderr) [FP] /y;
/** Istio 1.4 and 1.5 print it in front of Envoy's lines, glog before flags are parsed (Istio 1.0) in front of its own. */
const oldPrefix = /\[Envoy \(Epoch \d{1,6}\)\] |ERROR: logging before flag\.Parse: /y;
/** Istio components (tabs; blanks in ztunnel before 1.22), behind a time. */
const levelWord = /(trace|debug|info|warning|warn|error|err|fatal|critical|panic|none)[\t :]/iy;
/** The same where no time stands in front: only with the separator of a table, lest prose count as a level. */
const bareLevelWord = /(trace|debug|info|warning|warn|error|fatal|critical)(?:\t| {2})/y;
/** Envoy to Istio 1.5: `[2018-08-22 21:14:41.353][13][warning][config] `. */
const envoyLevel =
  /(?:\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})\])?(?:\[\d{1,9}\])?\[(trace|debug|info|warning|error|critical)\]/y;
/** CoreDNS: `[ERROR] plugin/errors: …`, with or without a time. */
const bracketLevel = /(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?\[(DEBUG|INFO|WARNING|ERROR|FATAL)\]/y;
/** glog and klog: `E0111 13:41:59.199162       1 reflector.go:123] …`; the year is missing. */
const glogLevel = /([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,6} /y;
const jsonLevel = /"(?:level|severity)":"([A-Za-z]{1,10})"/;
const jsonTime = /"(?:time|timestamp|ts)":"(\d{4}-[^"]{10,40})"/;

/** Reads time and level of a line in any format of the mesh's components. */
export function readLineHeader(line: string): LineHeader {
  let at = 0;
  let time: string | undefined;
  for (let stamps = 0; stamps < 2; stamps++) {
    const found = matchAt(stamp, line, at);
    if (found === undefined) break;
    time = found[1];
    at += found[0].length;
    at += matchAt(criStream, line, at)?.[0].length ?? 0;
  }
  at += matchAt(oldPrefix, line, at)?.[0].length ?? 0;
  if (line.charCodeAt(at) === 0x7b) return jsonHeader(line, time);
  const word = matchAt(time === undefined ? bareLevelWord : levelWord, line, at)?.[1];
  if (word !== undefined) return header(time, levelOf(word));
  if (line.charCodeAt(at) === 0x5b) {
    const envoy = matchAt(envoyLevel, line, at);
    // Envoy prints local time, which is UTC in its images.
    if (envoy?.[3] !== undefined)
      return header(envoy[1] === undefined ? time : `${envoy[1]}T${envoy[2]}Z`, levelOf(envoy[3]));
  }
  const other = matchAt(glogLevel, line, at)?.[1] ?? matchAt(bracketLevel, line, at)?.[1];
  return header(time, other === undefined ? undefined : levelOf(other));
}

const tab = 0x09;
const shortestTime = '2006-01-02T15:04:05Z'.length;
const longestTime = '2006-01-02T15:04:05.999999999+00:00'.length;

/** `<time>⇥info⇥…` and `debug`: by far the most lines of Istio's components, recognised without making a string. */
export function isQuietLine(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== 0x32 || bytes[start + 10] !== 0x54) return false;
  const limit = Math.min(end - 6, start + longestTime + 1);
  for (let at = start + shortestTime; at < limit; at++) {
    if (bytes[at] !== tab) continue;
    const info = bytes[at + 1] === 0x69 && bytes[at + 2] === 0x6e && bytes[at + 3] === 0x66 && bytes[at + 4] === 0x6f;
    const debug = bytes[at + 1] === 0x64 && bytes[at + 2] === 0x65 && bytes[at + 3] === 0x62 && bytes[at + 4] === 0x75;
    return (info && bytes[at + 5] === tab) || debug;
  }
  return false;
}

/** RFC 3339 in UTC, or undefined for what is no time. */
export function utcTime(text: string): string | undefined {
  if (text.endsWith('Z')) return text;
  const time = new Date(text.replace(',', '.'));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function jsonHeader(line: string, captured: string | undefined): LineHeader {
  const level = jsonLevel.exec(line)?.[1];
  return header(jsonTime.exec(line)?.[1] ?? captured, level === undefined ? 'other' : levelOf(level));
}

function header(time: string | undefined, level: Level | undefined): LineHeader {
  const utc = time === undefined ? undefined : utcTime(time);
  return { ...(utc !== undefined && { time: utc }), ...(level !== undefined && { level }) };
}

function levelOf(word: string): Level {
  const first = word.charAt(0).toLowerCase();
  if (first === 'w') return 'warning';
  return first === 'e' || first === 'f' || first === 'c' || first === 'p' ? 'error' : 'other';
}

function matchAt(sticky: RegExp, line: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(line) ?? undefined;
}
