import type { Evidence } from '../core/evidence.js';

export type DnsCondition = 'DNS_NXDOMAIN' | 'DNS_SERVER_DOWN' | 'DNS_POLICY';

export type DnsAnswer =
  | {
      status: 'matched' | 'assumed';
      /** `placeholder`: of a name outside the cluster, whose address nobody knows offline. */
      by: 'literal' | 'cluster' | 'proxy' | 'placeholder';
      /** The absolute name that was answered. */
      name: string;
      addresses: readonly string[];
      service?: { namespace: string; name: string };
      serviceEntry?: { namespace: string; name: string };
      /** Names that ExternalName services led to, in their order. */
      aliases: readonly string[];
      assumed: readonly string[];
      /** An egress policy lets no query through, if it is enforced. */
      blockedIfEnforced?: { condition: 'DNS_NETWORKPOLICY'; evidence: readonly Evidence[] };
    }
  | {
      status: 'fails';
      condition: DnsCondition;
      because: string;
      /** Absolute names that were asked for. */
      tried: readonly string[];
      /** What the caller should have written. */
      meant?: readonly string[];
    }
  /** `condition`: what it is unless a server outside the cluster knows the name. */
  | { status: 'unknown'; because: string; condition?: DnsCondition; service?: { namespace: string; name: string } };
