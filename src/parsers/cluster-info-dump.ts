import { definePartsParser, type Parts } from './parser.js';

const newline = 0x0a;
const startOfLog = '==== START logs for container ';
/** Longer than any marker: names have 63 (container) and 253 characters. */
const longestMarker = 1024;
const startLine = /^==== START logs for container (\S{1,253}) of pod ([^\s/]{1,253})\/(\S{1,253}) ====$/;

/**
 * `kubectl cluster-info dump`: lists of API objects, and the logs of a pod's containers between marker lines. On stdout all
 * of it is one text; with --output-directory only `logs.txt` has markers. A log without a newline at its end has the END
 * marker on its last line.
 */
export const clusterInfoDump = definePartsParser({
  kind: 'cluster-info-dump',
  errorsAreData: true,
  open(_at, parts) {
    const cutter = new Cutter(parts);
    return { window: (bytes, length, last) => cutter.window(bytes.subarray(0, length), last) };
  },
});

class Cutter {
  private line = 1;
  private place: 'objects' | 'log' | 'markerLine' = 'objects';
  /** Text outside of logs has begun. */
  private hasObjects = false;
  private isLineStart = true;
  private endOfLog = '';

  constructor(private readonly parts: Parts) {}

  window(bytes: Buffer, last: boolean): number {
    let at = 0;
    while (at < bytes.length) {
      const next = this.step(bytes, at, last);
      if (next === undefined) break;
      at = next;
    }
    return at;
  }

  /** Where to go on; nothing when more bytes are needed to tell. */
  private step(bytes: Buffer, at: number, last: boolean): number | undefined {
    if (this.place === 'log') return this.log(bytes, at, last);
    if (this.place === 'markerLine') return this.restOfMarkerLine(bytes, at);
    return this.objects(bytes, at, last);
  }

  private log(bytes: Buffer, at: number, last: boolean): number | undefined {
    const end = bytes.indexOf(this.endOfLog, at);
    if (end < 0) return this.passUpTo(bytes, at, last ? bytes.length : bytes.length - this.endOfLog.length);
    this.pass(bytes, at, end);
    this.parts.end();
    this.place = 'markerLine';
    return end + this.endOfLog.length;
  }

  private restOfMarkerLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(newline, at);
    if (end < 0) return bytes.length;
    this.line++;
    this.place = 'objects';
    this.isLineStart = true;
    return end + 1;
  }

  private objects(bytes: Buffer, at: number, last: boolean): number | undefined {
    const marker = this.findStart(bytes, at);
    if (marker < 0) return this.passUpTo(bytes, at, last ? bytes.length : bytes.length - startOfLog.length);
    if (marker > at) return this.passUpTo(bytes, at, marker);
    const end = bytes.indexOf(newline, at);
    if (end < 0 && !last && bytes.length - at < longestMarker) return undefined;
    const stop = end < 0 ? bytes.length : end + 1;
    const line = bytes.toString('utf8', at, Math.min(stop, at + longestMarker)).trimEnd();
    const [, container = '', namespace = '', pod = ''] = startLine.exec(line) ?? [];
    if (container === '') return this.passUpTo(bytes, at, stop);
    if (this.hasObjects) this.parts.end();
    this.hasObjects = false;
    this.line++;
    this.parts.begin({ kind: 'container-log', namespace, pod, container }, this.line);
    this.place = 'log';
    this.endOfLog = `==== END logs for container ${container} of pod ${namespace}/${pod} ====`;
    return stop;
  }

  /** The first START marker at the beginning of a line. */
  private findStart(bytes: Buffer, from: number): number {
    let at = bytes.indexOf(startOfLog, from);
    while (at >= 0 && !(at === from ? this.isLineStart : bytes[at - 1] === newline))
      at = bytes.indexOf(startOfLog, at + 1);
    return at;
  }

  private passUpTo(bytes: Buffer, at: number, end: number): number | undefined {
    if (end <= at) return undefined;
    this.pass(bytes, at, end);
    return end;
  }

  private pass(bytes: Buffer, start: number, end: number): void {
    if (end <= start) return;
    const chunk = bytes.subarray(start, end);
    if (this.place === 'objects') this.passObjects(chunk);
    else this.parts.write(chunk);
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) this.line++;
    this.isLineStart = chunk[chunk.length - 1] === newline;
  }

  /** Blank lines between logs are no objects. */
  private passObjects(chunk: Buffer): void {
    if (!this.hasObjects) {
      if (chunk.every(isBlank)) return;
      this.hasObjects = true;
      // Only the namespaces that were asked for are in it.
      this.parts.begin({ kind: 'kubernetes-objects', listsInNamespace: [] }, this.line);
    }
    this.parts.write(chunk);
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
