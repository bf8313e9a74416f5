import { Unusable } from '../core/errors.js';
import { defineWindowParser } from './parser.js';
import { wholeFileError } from './support/lines.js';

/** The statistics that are kept, by Envoy's own names with underscores for dots. */
export interface EnvoyStats {
  values: Map<string, number>;
  /** TLS handshake failures by counter, added up over listeners and clusters. */
  tlsErrors: Map<string, number>;
  statistics: number;
}

const kept = new Set([
  'control_plane_connected_state',
  'cluster_manager_cds_update_rejected',
  'cluster_manager_cds_update_success',
  'listener_manager_lds_update_rejected',
  'listener_manager_lds_update_success',
  'server_live',
  'server_state',
  'server_uptime',
]);

/** Counters of `ssl.*` that mean a failed handshake (Envoy, TLS statistics). */
const tlsFailures = [
  'connection_error',
  'fail_verify_no_cert',
  'fail_verify_error',
  'fail_verify_san',
  'fail_verify_cert_hash',
];
const tlsPattern = /(?:^|[._])ssl[._]([a-z_]+)$/;
const longestLine = 2000;
const headBytes = 4096;

/**
 * The admin pages /stats (`name: value`) and /stats/prometheus (`envoy_name{labels} value`). Route updates are counted
 * per route configuration in Envoy and are not kept; histograms and text values are passed over.
 */
export const envoyStats = defineWindowParser<'envoy-stats', EnvoyStats>({
  kind: 'envoy-stats',
  open() {
    const artifact: EnvoyStats = { values: new Map(), tlsErrors: new Map(), statistics: 0 };
    let started = false;

    function line(bytes: Buffer, start: number, end: number): void {
      if (start === end || bytes[start] === 0x23) return;
      const found = nameAndValue(bytes.toString('latin1', start, Math.min(end, start + longestLine)));
      if (found === undefined) return;
      artifact.statistics++;
      const { name, value } = found;
      const folded = name.replaceAll('.', '_');
      if (!kept.has(folded) && !name.includes('ssl')) return;
      const number = value === '' ? Number.NaN : Number(value);
      if (Number.isFinite(number)) keep(name, folded, number);
    }

    function keep(name: string, folded: string, value: number): void {
      if (kept.has(folded)) artifact.values.set(folded, value);
      const failure = tlsPattern.exec(name)?.[1];
      if (failure !== undefined && tlsFailures.includes(failure) && value > 0) {
        artifact.tlsErrors.set(failure, (artifact.tlsErrors.get(failure) ?? 0) + value);
      }
    }

    return {
      window(bytes, length, last) {
        if (!started) {
          if (length < headBytes && !last) return 0;
          const error = wholeFileError(bytes.toString('latin1', 0, Math.min(length, headBytes)));
          if (error !== undefined) throw new Unusable(error);
          started = true;
        }
        const view = bytes.subarray(0, length);
        let start = 0;
        for (let end = view.indexOf(10); end >= 0; end = view.indexOf(10, start)) {
          line(view, start, end);
          start = end + 1;
        }
        if (!last) return start;
        line(view, start, length);
        return length;
      },
      end() {
        if (artifact.statistics === 0) throw new Unusable('no statistics page of Envoy');
        return { artifact };
      },
    };
  },
});

/** A label's value or a quoted text may hold what separates names from values in the other form: the first one counts. */
function nameAndValue(text: string): { name: string; value: string } | undefined {
  const colon = text.indexOf(': ');
  const brace = text.indexOf('{');
  const labelled = brace >= 0 && (colon < 0 || brace < colon);
  const end = labelled ? brace : colon;
  const space = text.indexOf(' ');
  if (end <= 0 || (space >= 0 && space < end)) return undefined;
  const name = text.slice(0, end);
  // Envoy groups its statistics by dots; anything else with a colon is another sort of text.
  if (!labelled && !name.includes('.')) return undefined;
  const value = text.slice(labelled ? text.lastIndexOf('}') + 1 : colon + 1).trim();
  return { name: name.replace(/^envoy_/, ''), value };
}
