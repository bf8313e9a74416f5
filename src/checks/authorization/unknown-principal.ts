import { citeField } from '../../core/evidence.js';
import { matchesGlob } from '../../core/glob.js';
import type { FacetName, Facets } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { derivedOnce } from '../../model/lookup/derive.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

export const authorizationUnknownPrincipal = defineCheck({
  meta: {
    id: 'authorization/unknown-principal',
    title: 'Principals in AuthorizationPolicies are identities of the mesh',
    severity: 'error',
    why: 'A principal is the identity in a client certificate, <trust domain>/ns/<namespace>/sa/<service account>. One that no client can have matches nothing.',
    fix: [
      {
        text: 'Write the principal without spiffe://, with the trust domain of the mesh and the service account of the client pods.',
        command: 'kubectl get serviceaccounts --all-namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source',
      },
    ],
    codes: ['KIA0106', 'KIA0107', 'KIA0108'],
    decides:
      'Each entry of source.principals, and each value of the condition source.principal, is compared with the service accounts of the cluster under the trust domain of the mesh and its aliases.',
    falsePositives: [
      'Service accounts of another cluster of the mesh are known where its bundle was given too; without it they look unknown.',
      'Without a list of service accounts only the form and the trust domain are judged.',
    ],
  },
  requires: ['authorizationPolicies', 'mesh'],
  uses: ['serviceAccounts', 'podSpecs', 'meshConfig', 'clusters'],
  identity: ['principal'],
  messages: {
    scheme:
      'AuthorizationPolicy {namespace}/{name} writes the principal {principal} with spiffe://, which matches no client',
    foreign:
      'AuthorizationPolicy {namespace}/{name} lets in the principal {principal} of trust domain {domain}, which is neither that of the mesh ({known}) nor an alias of it',
    unknown: 'AuthorizationPolicy {namespace}/{name} names the principal {principal}, which no service account has',
    elsewhere:
      'AuthorizationPolicy {namespace}/{name} names the principal {principal}, which only cluster {cluster} has a service account for',
  },
  *run(facets, { undecided }) {
    const { authorizationPolicies, serviceAccounts, mesh, meshConfig } = facets;
    const domain = mesh.trustDomain ?? meshConfig?.trustDomain ?? 'cluster.local';
    const domains = [...new Set([domain, 'cluster.local', ...(meshConfig?.trustDomainAliases ?? [])])];
    const known = [domain, ...(meshConfig?.trustDomainAliases ?? [])];
    const accounts = accountsOf(facets);
    for (const policy of authorizationPolicies) {
      const { namespace, name, source } = policy;
      for (const { field, principal } of principalsOf(policy)) {
        const about = {
          args: { namespace, name, principal },
          subject: configSubject(policy),
          evidence: [citeField(source, field, principal)] as const,
        };
        if (principal.startsWith('spiffe://')) {
          yield { ...about, messageId: 'scheme' };
          continue;
        }
        if (accounts.some((account) => domains.some((own) => matchesGlob(principal, `${own}${account}`)))) continue;
        const elsewhere = clusterWith(principal, domains, facets);
        if (elsewhere !== undefined) {
          const args = { ...about.args, cluster: elsewhere };
          yield { ...about, messageId: 'elsewhere', severity: 'info', aliases: ['KIA0107'], args };
          continue;
        }
        const foreign = foreignDomain(principal, known);
        if (foreign !== undefined) {
          yield {
            ...about,
            messageId: 'foreign',
            severity: 'warning',
            aliases: ['KIA0108'],
            args: { ...about.args, domain: foreign, known: known.join(', ') },
          };
        } else if (serviceAccounts === undefined || !hasAll(mesh, 'ServiceAccount') || isPartlyKnown(facets)) {
          undecided(notGathered('service account', `that of principal ${principal}`));
        } else {
          yield { ...about, messageId: 'unknown', aliases: ['KIA0106'] };
        }
      }
    }
  },
});

type Needs = Partial<Pick<Facets, Extract<FacetName, 'serviceAccounts' | 'podSpecs' | 'clusters'>>>;

/** `/ns/<namespace>/sa/<name>` of every account that exists or that a pod runs as. */
function accountsOf({ serviceAccounts = [], podSpecs = [] }: Needs): readonly string[] {
  return [...new Set([...fromObjects(serviceAccounts), ...fromPods(podSpecs)])];
}

/** Another cluster of the mesh that has the account; proxies of every cluster carry the trust domain of the mesh. */
function clusterWith(principal: string, domains: readonly string[], { clusters = [] }: Needs): string | undefined {
  const found = clusters.find(({ model: { serviceAccounts, podSpecs, mesh } }) => {
    const accounts = accountsOf({
      ...(serviceAccounts.state === 'present' && { serviceAccounts: serviceAccounts.value }),
      ...(podSpecs.state === 'present' && { podSpecs: podSpecs.value }),
    });
    const theirs = mesh.state === 'present' ? mesh.value.trustDomain : undefined;
    const all = theirs === undefined ? domains : [...domains, theirs];
    return accounts.some((account) => all.some((domain) => matchesGlob(principal, `${domain}${account}`)));
  });
  return found?.name;
}

/** Some cluster of the mesh does not list its service accounts. */
function isPartlyKnown({ clusters = [] }: Needs): boolean {
  return clusters.some(
    ({ model: { serviceAccounts, mesh } }) =>
      serviceAccounts.state === 'absent' || (mesh.state === 'present' && !hasAll(mesh.value, 'ServiceAccount')),
  );
}

const fromObjects = derivedOnce((accounts: Facets['serviceAccounts']) =>
  accounts.map(({ namespace, name }) => `/ns/${namespace}/sa/${name}`),
);
const fromPods = derivedOnce((pods: Facets['podSpecs']) =>
  pods.map(({ namespace, serviceAccount = 'default' }) => `/ns/${namespace}/sa/${serviceAccount}`),
);

function principalsOf({ spec: { ruleList = [] } }: Facets['authorizationPolicies'][number]) {
  return ruleList.flatMap(({ from, when }) => [
    ...from.flatMap(({ field, principals }) =>
      principals.map((principal, index) => ({ field: `${field}.principals[${index}]`, principal })),
    ),
    ...when
      .filter(({ key }) => key === 'source.principal')
      .flatMap(({ field, values }) =>
        values.map((principal, index) => ({ field: `${field}.values[${index}]`, principal })),
      ),
  ]);
}

/** `cluster.local` in a policy always means the trust domain of the mesh. */
function foreignDomain(principal: string, known: readonly string[]): string | undefined {
  const at = principal.indexOf('/ns/');
  const domain = principal.slice(0, Math.max(at, 0));
  if (domain === '' || domain.includes('*') || domain === 'cluster.local') return undefined;
  return known.includes(domain) ? undefined : domain;
}
