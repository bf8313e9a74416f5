import { citeField } from '../../../core/evidence.js';
import type { DestinationRule, Facets } from '../../facets.js';
import { outboundName } from '../envoy-names.js';
import { fullHost } from '../hosts.js';
import { hasAll } from '../known-objects.js';
import { routedSubsets } from '../routed-subsets.js';
import { coversHost } from '../sidecar-scope.js';
import { namesMeant } from './asked-names.js';
import { type Behind, citing, inWords, nameOf, saying, together } from './behind.js';
import { rulesOfClient } from './client-rules.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<Pick<Facets, 'destinationRules' | 'virtualServices' | 'namespaces' | 'meshConfig'>>;

/**
 * A route leads to an Envoy cluster that the proxy does not have: the subset that no DestinationRule of the client has, and
 * the VirtualServices that route to it. `client` is the namespace of the proxy.
 */
export function behindMissingCluster(cluster: string, client: string | undefined, known: Known): Behind | undefined {
  const { mesh, virtualServices, destinationRules } = known;
  const { host, subset } = outboundName(cluster) ?? {};
  if (host === undefined || subset === undefined || destinationRules === undefined) return undefined;
  const rules = rulesOfClient({ host, ...(client !== undefined && { client }) }, known);
  const having = rules.filter(({ spec }) => spec.subsets.some(({ name }) => name === subset));
  if (having.length > 0)
    return citing(
      having.map((object) => ({ object, evidence: citeField(object.source, 'spec.subsets', subset) })),
      (names) => `In the bundle subset ${subset} is in ${names}: the proxy had not received it, or refused it.`,
    );
  const routes = routedSubsets(virtualServices ?? [], mesh).get(`${subset} ${host}`) ?? [];
  const routing = citing(
    routes.map(({ virtualService, field }) => ({
      object: virtualService,
      evidence: citeField(virtualService.source, `${field}.subset`, subset),
    })),
    (names) => `Requests are sent to subset ${subset} by ${names}.`,
  );
  return together(routing, ...rules.map((rule) => lacking(rule, subset)), rules.length > 0 ? undefined : noRule());

  function noRule(): Behind | undefined {
    if (!hasAll(mesh, 'DestinationRule')) return undefined;
    return saying(`No DestinationRule in the bundle that the client takes has host ${host}.`);
  }
}

/** The same for lines without the name of the Envoy cluster: what VirtualServices of the host lead to. */
export function behindMissingSubset(host: string, client: string | undefined, known: Known): Behind | undefined {
  const { virtualServices = [], mesh } = known;
  const names = namesMeant(host, client ?? '', mesh);
  const leading = virtualServices.filter(({ namespace, spec }) =>
    spec.hosts.some((written) => names.some((name) => coversHost(fullHost(written, namespace, mesh), name))),
  );
  const subsets = [...routedSubsets(leading, mesh).values()].filter(
    ([{ host: to, subset }]) =>
      !rulesOfClient({ host: to, ...(client !== undefined && { client }) }, known).some(({ spec }) =>
        spec.subsets.some(({ name }) => name === subset),
      ),
  );
  return together(
    ...subsets
      .slice(0, 2)
      .map(([{ host: to, subset }]) => behindMissingCluster(`outbound|0|${subset}|${to}`, client, known)),
  );
}

function lacking(rule: DestinationRule, subset: string): Behind {
  const names = rule.spec.subsets.map(({ name }) => name);
  const has = names.length === 0 ? 'no subsets' : `the subsets ${names.slice(0, 5).join(', ')}`;
  return {
    text: `${inWords(rule)} has ${has}, and not ${subset}.`,
    evidence: [citeField(rule.source, 'spec.subsets', names)],
    objects: [nameOf(rule)],
  };
}
