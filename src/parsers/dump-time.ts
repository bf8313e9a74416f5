import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';

/** The file `DUMP_TIME` of Istio's dump_kubernetes.sh: when the script began. */
export interface DumpTime {
  /** RFC 3339. */
  started: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As `date -u` prints it in the C locale, `Tue Sep 18 09:12:44 UTC 2018`, and in en_US since coreutils 8.31, `Tue 18 Sep 2018 09:12:44 AM UTC`. */
const cLocale = /^\w{3} (\w{3}) +(\d{1,2}) (\d\d):(\d\d:\d\d) UTC (\d{4})$/;
const enLocale = /^\w{3} (\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d:\d\d) ([AP]M) UTC$/;

export const dumpTime = defineTextParser<'dump-time', DumpTime>({
  kind: 'dump-time',
  parse(text) {
    const line = text.trim().slice(0, 100);
    const started = fromCLocale(line) ?? fromEnLocale(line);
    if (started === undefined) throw new Unusable('no time as date -u prints it');
    return { artifact: { started } };
  },
});

function fromCLocale(line: string): string | undefined {
  const [, month = '', day = '', hour = '', rest = '', year = ''] = cLocale.exec(line) ?? [];
  return timeOf(year, month, day, `${hour}:${rest}`);
}

function fromEnLocale(line: string): string | undefined {
  const [, day = '', month = '', year = '', hour = '', rest = '', half] = enLocale.exec(line) ?? [];
  const hours = (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  return timeOf(year, month, day, `${String(hours).padStart(2, '0')}:${rest}`);
}

function timeOf(year: string, month: string, day: string, time: string): string | undefined {
  const number = months.indexOf(month) + 1;
  if (number === 0) return undefined;
  const at = new Date(`${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}T${time}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
