import { Unusable } from '../../core/errors.js';
import { defineTextParser } from '../parser.js';
import type { Line } from '../support/lines.js';
import { shortLines } from '../support/short-lines.js';
import { readIptables } from './iptables.js';
import { isNft, readNft } from './nft.js';
import { portNumber, type Ruleset } from './ruleset.js';

export interface NetfilterRules {
  rulesets: Ruleset[];
  /** Why the rules are not the whole truth. */
  hidden?: string;
  settings?: InitSettings;
}

/** What istio-init prints before it begins: ports and owners that the rules are made for. */
export interface InitSettings {
  proxyPort?: number;
  inboundPort?: number;
  uids?: string[];
  gids?: string[];
}

/**
 * Chains of kube-proxy and the kubelet, several for each service and endpoint: no check reads them, and on the nodes of a
 * large cluster they are nearly all there is.
 */
const kubernetesChain = /^(?:\[\d{1,20}:\d{1,20}\] )?(?:-A |:)KUBE-(?!FORWARD|FIREWALL)/;

/** What is left of the largest rule sets stays far below. */
const maxLines = 50_000;

/** What the tools say instead of rules: no rights, no kernel support, the lock held by another process. */
const refusal =
  /^(ip6?tables\S* v|ip6?tables\S*: |nft: |netlink: |Fatal: |modprobe: |Another app|getsockopt failed)|Permission denied|Operation not permitted|you must be root/;

/** iptables, ip6tables and nft, whatever printed their rules: listings, saved rules, or a trace of the commands that made them. */
export const netfilter = defineTextParser({
  kind: 'netfilter',
  parse(text, { path }) {
    const lines = shortLines(text, { prompts: true, numbers: true })
      .filter((line) => !kubernetesChain.test(line.text))
      .slice(0, maxLines);
    const isIpv6 = path.slice(path.lastIndexOf('/') + 1).startsWith('ip6tables');
    const { rulesets, hidden, odd } = isNft(lines)
      ? { ...readNft(lines), odd: [] }
      : readIptables(lines, isIpv6 ? 'ipv6' : undefined);
    const found = rulesets.filter((ruleset) => ruleset.chains.length > 0);
    if (found.length === 0) throw new Unusable(refused(lines) ?? hidden ?? 'no netfilter rules');
    const settings = initSettings(lines);
    const artifact: NetfilterRules = {
      rulesets: found,
      ...(hidden !== undefined && { hidden }),
      ...(settings !== undefined && { settings }),
    };
    const notes = odd.slice(0, 20).map((line) => ({
      code: 'unexpected-content' as const,
      path,
      line: line.number,
      detail: line.text.trim().slice(0, 80),
    }));
    return { artifact, notes };
  },
});

function refused(lines: readonly Line[]): string | undefined {
  const line = lines.find(({ text }) => refusal.test(text));
  return line?.text.trim().slice(0, 300);
}

function initSettings(lines: readonly Line[]): InitSettings | undefined {
  const values = new Map<string, string>();
  for (const { text } of lines) {
    const [, name, value] =
      /^(PROXY_PORT|PROXY_INBOUND_CAPTURE_PORT|INBOUND_CAPTURE_PORT|PROXY_UID|PROXY_GID)=(\S+)$/.exec(text.trim()) ??
      [];
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  if (values.size === 0) return undefined;
  const proxyPort = portNumber(values.get('PROXY_PORT'));
  const inboundPort = portNumber(values.get('PROXY_INBOUND_CAPTURE_PORT') ?? values.get('INBOUND_CAPTURE_PORT'));
  const [uids, gids] = [values.get('PROXY_UID'), values.get('PROXY_GID')];
  return {
    ...(proxyPort !== undefined && { proxyPort }),
    ...(inboundPort !== undefined && { inboundPort }),
    ...(uids !== undefined && { uids: uids.split(',') }),
    ...(gids !== undefined && { gids: gids.split(',') }),
  };
}
