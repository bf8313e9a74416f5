import { citeField } from '../../core/evidence.js';
import type { Severity } from '../../core/severity.js';
import type {
  AuthenticationPolicy,
  DestinationRule,
  FacetName,
  Facets,
  MeshFacts,
  PeerAuthentication,
} from '../../model/facets.js';
import { isAutoMutualTlsOn } from '../../model/lookup/auto-mutual-tls.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { hasAll, hasAllPolicies, notGathered } from '../../model/lookup/known-objects.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { type CheckContext, defineCheck, type Finding } from '../check.js';

/** Objects that are for the whole mesh or for a whole namespace, compared without a look at any service. */
export const mtlsWideSettings = defineCheck({
  meta: {
    id: 'mtls/wide-settings',
    title: 'Mesh-wide and namespace-wide mutual TLS settings of both sides agree',
    severity: 'error',
    basis: 'declared',
    why: 'A DestinationRule for *.local or *.<namespace>.svc.cluster.local and the policy of the mesh or the namespace are two halves of one setting. When they disagree no service in their scope can be called.',
    fix: [
      {
        text: 'Bring both to the same mode, or remove the DestinationRule and let Istio choose (auto mutual TLS, the default since 1.5).',
        command: 'kubectl get destinationrules,peerauthentications --all-namespaces',
        doc: 'https://istio.io/latest/docs/tasks/security/authentication/authn-policy/',
      },
    ],
    codes: ['KIA0205', 'KIA0206', 'KIA0207', 'KIA0208', 'KIA0401', 'KIA0501', 'KIA0505', 'KIA0506', 'IST0113'],
    decides:
      'DestinationRules whose host is exactly *.local or that of a namespace with `*.` before it are held against the PeerAuthentication (MeshPolicy before Istio 1.5) without a selector of the same scope.',
    falsePositives: [
      'A strict policy without such a DestinationRule, and the reverse, only count where auto mutual TLS is off.',
      'A more specific rule for every service would make the wide ones meaningless; that is not looked at.',
    ],
  },
  requires: ['destinationRules', 'mesh'],
  uses: ['peerAuthentications', 'authenticationPolicies', 'meshConfig'],
  messages: {
    strictWithoutRule: '{object} makes {scope} accept mutual TLS only, and no DestinationRule makes clients use it',
    disabledWithMutualRule:
      '{object} turns mutual TLS off for {scope}, and DestinationRule {rule} makes clients use it',
    plaintextToStrict: 'DestinationRule {rule} turns mutual TLS off for {scope}, and {object} accepts nothing else',
    mutualWithoutPolicy: 'DestinationRule {rule} turns mutual TLS on for {scope}, and no policy asks for it',
  },
  *run(facets, { undecided }) {
    const world = { ...describe(facets), undecided };
    for (const policy of world.policies) yield* aboutPolicy(policy, world);
    for (const rule of world.rules) yield* aboutRule(rule, world);
  },
});

type Needs = Pick<Facets, 'destinationRules' | 'mesh'> &
  Partial<Pick<Facets, Extract<FacetName, 'peerAuthentications' | 'authenticationPolicies' | 'meshConfig'>>>;

interface WidePolicy {
  object: PeerAuthentication | AuthenticationPolicy;
  /** Absent: the whole mesh. */
  namespace?: string;
  mode: 'DISABLE' | 'PERMISSIVE' | 'STRICT';
  /** Policy and MeshPolicy. */
  isOld: boolean;
}

interface WideRule {
  object: DestinationRule;
  namespace?: string;
  mode?: string;
}

interface World {
  mesh: MeshFacts;
  /** Whether nothing but the policies that are known can say what a namespace, or the mesh, accepts. */
  hasPolicies(namespace?: string): boolean;
  policies: readonly WidePolicy[];
  rules: readonly WideRule[];
  isAuto: boolean;
}

type Messages = 'strictWithoutRule' | 'disabledWithMutualRule' | 'plaintextToStrict' | 'mutualWithoutPolicy';

type Judged = World & Pick<CheckContext, 'undecided'>;

function* aboutPolicy(policy: WidePolicy, world: Judged): Generator<Finding<Messages>> {
  const { rules, isAuto, mesh, undecided } = world;
  const { namespace, isOld } = policy;
  // Each of these speaks of a DestinationRule that is not there.
  const hasRules = hasAll(mesh, 'DestinationRule');
  const open = () => undecided(notGathered('DestinationRule', `one about ${namespace ?? 'the whole mesh'}`));
  const isWide = namespace === undefined;
  const inScope = rules.filter((rule) => rule.namespace === undefined || rule.namespace === namespace);
  const mutual = inScope.find(({ mode = '' }) => mode.endsWith('MUTUAL'));
  if (policy.mode === 'STRICT' && !isAuto && !inScope.some(({ mode }) => mode === 'ISTIO_MUTUAL')) {
    const codes = isOld ? ['IST0113'] : [isWide ? 'KIA0401' : 'KIA0501', 'IST0113'];
    if (hasRules) yield finding(policy, undefined, 'strictWithoutRule', codes);
    else open();
  }
  if (policy.mode !== 'DISABLE' || mutual === undefined || isOld) return;
  const own = rules.find((rule) => !isWide && rule.namespace === namespace);
  if (own?.mode !== 'DISABLE') {
    if (hasRules || own !== undefined)
      yield finding(policy, mutual, 'disabledWithMutualRule', [isWide ? 'KIA0506' : 'KIA0505', 'IST0113']);
    else open();
  }
}

function* aboutRule(
  rule: WideRule,
  { policies, isAuto, hasPolicies, undecided }: Judged,
): Generator<Finding<Messages>> {
  const open = () => undecided(notGathered('authentication policy', `one about ${rule.namespace ?? 'the whole mesh'}`));
  const isWide = rule.namespace === undefined;
  const own = isWide ? undefined : policies.find(({ namespace }) => namespace === rule.namespace);
  const ofMesh = policies.find(({ namespace }) => namespace === undefined);
  const policy = own ?? ofMesh;
  if (rule.mode === 'DISABLE' && policy?.mode === 'STRICT') {
    const isMeshPolicy = own === undefined;
    if (own !== undefined || hasPolicies(rule.namespace))
      yield finding(policy, rule, 'plaintextToStrict', [isMeshPolicy ? 'KIA0208' : 'KIA0207', 'IST0113']);
    else open();
  }
  const isAsked = policies.some(
    ({ namespace, mode }) => (namespace === undefined || namespace === rule.namespace) && mode !== 'DISABLE',
  );
  if (rule.mode !== 'ISTIO_MUTUAL' || isAuto || isAsked) return;
  if (!hasPolicies(rule.namespace)) {
    open();
    return;
  }
  const isOld = policies.some((known) => known.isOld);
  // Since 1.5 servers accept both where no policy says otherwise; before, plain text only.
  const codes = [isWide ? 'KIA0205' : 'KIA0206', 'IST0113'];
  yield finding(undefined, rule, 'mutualWithoutPolicy', codes, isOld || policy?.mode === 'DISABLE' ? 'error' : 'info');
}

function finding(
  policy: WidePolicy | undefined,
  rule: WideRule | undefined,
  messageId: Messages,
  aliases: readonly string[],
  severity?: Severity,
): Finding<Messages> {
  const isAboutPolicy = messageId === 'strictWithoutRule' || messageId === 'disabledWithMutualRule';
  const namespace = isAboutPolicy ? policy?.namespace : rule?.namespace;
  const ofPolicy =
    policy && citeField(policy.object.source, policy.isOld ? 'spec.peers' : 'spec.mtls.mode', policy.mode);
  const ofRule = rule && citeField(rule.object.source, 'spec.trafficPolicy.tls.mode', rule.mode);
  const [first, ...rest] = (isAboutPolicy ? [ofPolicy, ofRule] : [ofRule, ofPolicy]).filter((one) => one !== undefined);
  const subject = (isAboutPolicy ? policy?.object : rule?.object) ?? policy?.object ?? rule?.object;
  if (first === undefined || subject === undefined) throw new Error('a finding is about a policy or a rule');
  return {
    messageId,
    args: {
      scope: namespace === undefined ? 'the whole mesh' : `namespace ${namespace}`,
      object: policy === undefined ? '' : `${policy.object.kind} ${fullName(policy.object)}`,
      rule: rule === undefined ? '' : fullName(rule.object),
    },
    subject: configSubject(subject),
    aliases,
    ...(severity !== undefined && { severity }),
    evidence: [first, ...rest],
  };
}

function describe(facets: Needs): World {
  const { destinationRules, mesh } = facets;
  const { peerAuthentications = [], authenticationPolicies = [] } = facets;
  const rootNamespace = rootNamespaceOf(facets);
  const current = peerAuthentications.flatMap((object): WidePolicy[] => {
    const { mode, selector } = object.spec;
    if (selector.size > 0 || mode === 'UNSET') return [];
    return [{ object, ...scopeOf(object.namespace, rootNamespace), mode, isOld: false }];
  });
  const old = authenticationPolicies.flatMap((object): WidePolicy[] =>
    object.kind === 'MeshPolicy' && object.name === 'default' ? [{ object, mode: object.spec.mode, isOld: true }] : [],
  );
  const suffix = `.svc.${mesh.clusterDomain}`;
  const rules = destinationRules.flatMap((object): WideRule[] => {
    const { host, tls } = object.spec;
    const mode = tls === undefined ? {} : { mode: tls };
    if (host === '*.local') return [{ object, ...mode }];
    if (!host.startsWith('*.') || !host.endsWith(suffix) || host.length <= suffix.length + 1) return [];
    const namespace = host.slice(2, -suffix.length);
    return namespace === '' || namespace.includes('.') ? [] : [{ object, namespace, ...mode }];
  });
  return {
    mesh,
    policies: [...current, ...old],
    rules,
    isAuto: isAutoMutualTlsOn(facets),
    hasPolicies: (namespace) =>
      (facets.peerAuthentications !== undefined || facets.authenticationPolicies !== undefined) &&
      hasAllPolicies(mesh, 'PeerAuthentication', namespace ?? rootNamespace, rootNamespace) &&
      hasAll(mesh, 'MeshPolicy'),
  };
}

function scopeOf(namespace: string, rootNamespace: string): { namespace?: string } {
  return namespace === rootNamespace ? {} : { namespace };
}
