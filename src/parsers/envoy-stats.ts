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
const longestName = 2000;

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
      const text = bytes.toString('latin1', start, Math.min(end, start + longestName));
      const cut = text.includes('{')
        ? [text.indexOf('{'), text.lastIndexOf('}') + 1]
        : [text.indexOf(': '), text.indexOf(': ') + 1];
      const [nameEnd = -1, valueStart = 0] = cut;
      if (nameEnd <= 0) return;
      artifact.statistics++;
      const name = text.slice(0, nameEnd).replace(/^envoy_/, '');
      const interesting = kept.has(name.replaceAll('.', '_')) || name.includes('ssl');
      if (!interesting) return;
      const value = Number(text.slice(valueStart).trim());
      if (Number.isFinite(value)) keep(name, value);
    }

    function keep(name: string, value: number): void {
      const folded = name.replaceAll('.', '_');
      if (kept.has(folded)) artifact.values.set(folded, value);
      const failure = tlsPattern.exec(name)?.[1];
      if (failure !== undefined && tlsFailures.includes(failure) && value > 0) {
        artifact.tlsErrors.set(failure, (artifact.tlsErrors.get(failure) ?? 0) + value);
      }
    }

    return {
      window(bytes, length, last) {
        if (!started) {
          const error = wholeFileError(bytes.toString('latin1', 0, Math.min(length, 8192)));
          if (error !== undefined) throw new Unusable(error);
          started = true;
        }
        let start = 0;
        for (let end = bytes.indexOf(10); end >= 0 && end < length; end = bytes.indexOf(10, start)) {
          line(bytes, start, end);
          start = end + 1;
        }
        if (!last) return start;
        line(bytes, start, length);
        return length;
      },
      end() {
        if (artifact.statistics === 0) throw new Unusable('no statistics page of Envoy');
        return { artifact };
      },
    };
  },
});
