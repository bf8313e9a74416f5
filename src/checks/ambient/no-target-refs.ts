import { citeField } from '../../core/evidence.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { httpPolicies } from '../../model/lookup/http-policies.js';
import { isAmbientNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { defineCheck } from '../check.js';

const codes: ReadonlyMap<string, string> = new Map([
  ['AuthorizationPolicy', 'KIA0110'],
  ['RequestAuthentication', 'KIA1115'],
  ['WasmPlugin', 'KIA1116'],
  ['Telemetry', 'KIA1117'],
]);

/** What ztunnel makes of a policy that needs more than addresses, ports and identities, by action. */
const consequences: ReadonlyMap<string, string> = new Map([
  ['ALLOW', 'ztunnel drops the rules that ask for HTTP, so that it denies more than the policy says.'],
  ['DENY', 'ztunnel keeps of each rule what is not HTTP, so that it denies more than the policy says.'],
]);

export const ambientNoTargetRefs = defineCheck({
  meta: {
    id: 'ambient/no-target-refs',
    title: 'Policies about HTTP are attached to services or waypoints in ambient namespaces',
    severity: 'warning',
    why: 'Waypoints read only policies that name them, or a service, in targetRefs. ztunnel reads the others, and does not know HTTP.',
    fix: [
      {
        text: 'Replace the selector by targetRefs that name the Service or the waypoint (Gateway).',
        doc: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
      },
    ],
    codes: [...codes.values()],
    decides:
      'The namespace is labelled istio.io/dataplane-mode=ambient, the object is about HTTP (methods, paths, hosts, tokens, headers, filters, traces, access logs), or of an action that ztunnel does not know, and has no targetRef.',
    falsePositives: ['Telemetry for the whole namespace is in force for sidecars that run in it all the same.'],
  },
  requires: ['namespaces', 'mesh'],
  uses: ['authorizationPolicies', 'requestAuthentications', 'telemetries', 'proxyExtensions'],
  era: mayBeAmbient,
  messages: {
    noTargets: '{kind} {namespace}/{name} is about HTTP ({what}), and has no targetRefs in an ambient namespace',
    unsupportedAction:
      'AuthorizationPolicy {namespace}/{name} has the action {what}, which ztunnel does not know, and has no targetRefs in an ambient namespace',
  },
  *run(facets) {
    const isAmbient = (name: string) => {
      const namespace = namespaceNamed(facets.namespaces, name);
      return namespace !== undefined && isAmbientNamespace(namespace);
    };
    for (const policy of httpPolicies(facets)) {
      const { kind, namespace, name, what, field, source, action } = policy;
      if (policy.targets.length > 0 || !isAmbient(namespace)) continue;
      const code = codes.get(kind);
      const detail = consequences.get(action ?? '');
      yield {
        messageId: 'noTargets',
        args: { kind, namespace, name, what },
        subject: configSubject(policy),
        ...(code !== undefined && { aliases: [code] }),
        ...(detail !== undefined && { detail }),
        evidence: [citeField(source, field, what)],
      };
    }
    for (const policy of facets.authorizationPolicies ?? []) {
      const { namespace, name, spec, source } = policy;
      if (spec.action !== 'CUSTOM' && spec.action !== 'AUDIT') continue;
      if ((spec.targets ?? []).length > 0 || !isAmbient(namespace)) continue;
      yield {
        messageId: 'unsupportedAction',
        args: { namespace, name, what: spec.action },
        subject: configSubject(policy),
        evidence: [citeField(source, 'spec.action', spec.action)],
      };
    }
  },
});
