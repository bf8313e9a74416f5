import { definePartsParser } from './parser.js';
import { wholeAs } from './support/whole-as.js';

/** First keys of a dump of ztunnel; that of Envoy begins with `configs`. */
const ofZtunnel =
  /^\{\s*"(?:by_addr|by_?uid|byAddr|byUid|certificates|config|policies|services|stagedServices|static_?config|staticConfig|version|workload_?state|workloadState|workloads)"/m;
/**
 * The file `config_dump` of istioctl bug-report: ztunnel's (1.18 and later), or Envoy's when bug-report ran on Windows,
 * where a file name cannot hold `?include_eds`.
 */
export const proxyDump = definePartsParser({
  kind: 'proxy-dump',
  open({ tag }, parts) {
    return wholeAs(parts, (head) => ({ ...tag, kind: ofZtunnel.test(head) ? 'ztunnel-config' : 'envoy-config-dump' }));
  },
});
