import { citeField } from '../../core/evidence.js';
import type { DestinationRule } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { type Claim, type ClientScope, haveSharedClients, maxCompared } from '../../model/lookup/shared-clients.js';
import { coversHost } from '../../model/lookup/sidecar-scope.js';
import { exportsOf } from '../../model/lookup/visible-hosts.js';
import { defineCheck } from '../check.js';

export const routingConflictingRules = defineCheck({
  meta: {
    id: 'routing/conflicting-rules',
    title: 'One DestinationRule has the say about a host',
    severity: 'warning',
    why: 'Proxies do not merge policies: for a host they take one rule, from the namespace of the client before that of the service, and of one namespace the oldest.',
    fix: [
      {
        text: 'Join the rules into one in the namespace of the service, or keep them apart with exportTo.',
        command: 'kubectl get destinationrules --all-namespaces',
        doc: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration',
      },
    ],
    aliases: ['KIA0201'],
    decides:
      'Compares rules for one host, or for a wildcard over it, that some namespace sees both of: they define the same subset, or one of them has no subsets and so is about all.',
    falsePositives: [
      'Wildcards that turn on mutual TLS for a namespace or the mesh are left out.',
      'Rules that no proxy imports together (exportTo, Sidecar) are left out; rules with different workload selectors too.',
      'Rules that complete each other, and a wildcard that a more specific rule replaces, are information.',
    ],
  },
  requires: ['destinationRules', 'mesh'],
  uses: ['meshConfig', 'sidecars'],
  messages: {
    sameHost:
      'DestinationRule {namespace}/{name} and {others} are for the same host {host}; proxies take only one of them',
    completed:
      'DestinationRule {namespace}/{name} and {others} are for the same host {host}; their settings do not overlap, and istiod joins them',
    wildcard:
      'DestinationRule {namespace}/{name} for {host} overlaps {others}; proxies take the more specific one as a whole',
  },
  identity: ['host'],
  *run({ destinationRules, sidecars = [], ...settings }) {
    const scope: ClientScope = { sidecars, rootNamespace: rootNamespaceOf(settings), mesh: settings.mesh };
    const claims = destinationRules
      .filter(({ namespace }) => isAnalyzedNamespace(namespace))
      .map((rule): RuleClaim => {
        const host = fullHost(rule.spec.host, rule.namespace, settings.mesh);
        return { rule, host, namespace: rule.namespace, exportTo: exportsOf(rule, settings.meshConfig) };
      })
      .filter(({ rule, host }) => !(host.startsWith('*') && rule.spec.tls === 'ISTIO_MUTUAL'));
    for (const [own, others] of conflicts(claims, scope)) {
      const { namespace, name, source, spec } = own.rule;
      const equal = others.filter(({ host }) => host === own.host);
      const isLoss = equal.some((other) => losesSettings(own, other));
      const shown = (equal.length > 0 ? equal : others).map(({ rule }) => `${rule.namespace}/${rule.name}`);
      yield {
        messageId: equal.length === 0 ? 'wildcard' : isLoss ? 'sameHost' : 'completed',
        args: { namespace, name, host: own.host, others: [...new Set(shown)].sort().slice(0, 5).join(', ') },
        subject: { kind: 'DestinationRule', namespace, name },
        severity: isLoss ? 'warning' : 'info',
        evidence: [
          citeField(source, 'spec.host', spec.host),
          ...others.slice(0, 5).map(({ rule }) => citeField(rule.source, 'spec.host', rule.spec.host)),
        ],
      };
    }
  },
});

interface RuleClaim extends Claim {
  rule: DestinationRule;
}

function conflicts(claims: readonly RuleClaim[], scope: ClientScope): ReadonlyMap<RuleClaim, readonly RuleClaim[]> {
  const byHost = groupBy(claims, ({ host }) => host);
  const wildcards = claims.filter(({ host }) => host.startsWith('*')).slice(0, maxCompared);
  const found = new Map<RuleClaim, RuleClaim[]>();
  const add = (own: RuleClaim, other: RuleClaim) => {
    const known = found.get(own);
    if (known === undefined) found.set(own, [other]);
    else if (!known.includes(other)) known.push(other);
  };
  for (const own of claims) {
    const covering = wildcards.filter(({ host }) => host !== own.host && coversHost(host, own.host));
    for (const other of [...(byHost.get(own.host) ?? []).slice(0, maxCompared), ...covering]) {
      if (other.rule === own.rule || !meanTheSame(own, other) || !haveSharedClients(own, other, scope)) continue;
      add(own, other);
      if (other.host !== own.host) add(other, own);
    }
  }
  return found;
}

function meanTheSame({ rule: a }: RuleClaim, { rule: b }: RuleClaim): boolean {
  if (JSON.stringify([...(a.spec.workloadSelector ?? [])]) !== JSON.stringify([...(b.spec.workloadSelector ?? [])]))
    return false;
  return a.spec.subsets.length === 0 || b.spec.subsets.length === 0 || sharesSubset(a, b);
}

function sharesSubset(a: DestinationRule, b: DestinationRule): boolean {
  return a.spec.subsets.some(({ name }) => b.spec.subsets.some((other) => other.name === name));
}

/** Of one namespace istiod joins the subsets of rules for a host, and takes the policy of the one that has it. */
function losesSettings({ rule: a, exportTo }: RuleClaim, { rule: b, exportTo: others }: RuleClaim): boolean {
  if (a.namespace !== b.namespace || [...exportTo].sort().join() !== [...others].sort().join()) return true;
  return sharesSubset(a, b) || (a.spec.policy !== undefined && b.spec.policy !== undefined);
}
