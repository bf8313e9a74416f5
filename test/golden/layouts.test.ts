import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Analysis, ReportedFinding } from '../../src/analysis/result.js';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { directoryOf, scratch, tarball } from '../helpers/bundle.js';
import { readCapture } from '../helpers/captured.js';
import {
  asClusterInfoDump,
  asClusterInfoText,
  asLooseFiles,
  asManifests,
  asMustGather,
  asSupportBundle,
} from '../helpers/express.js';
import { withheld } from './withheld.js';

const bundles = new URL('../../fixtures/bundles/', import.meta.url).pathname;
const captured = readCapture(`${bundles}capture/broken`);
/** Manifests and loose files do not tell when they were taken. */
const now = new Date('2026-03-04T09:30:00Z');

const probes = ['recorded DNS lookups', 'recorded pings', 'recorded HTTP requests'];
const insidePods = [
  'resolv.conf of pods',
  'routing tables of pods',
  'netfilter rules of pods',
  'sockets of pods',
  'netfilter rules of nodes',
  'Istio CNI',
];
const notListed = [
  'every DestinationRule of the cluster',
  'every Gateway of the cluster',
  'every authentication policy of the cluster',
];
const policiesNotListed = {
  'a PeerAuthentication of the namespace may say that mutual TLS is not strict': [
    'pod-network/capture-exclusions strict Workload shop/reviews',
  ],
};
const envoyPages = [
  'certificates of a proxy',
  'Envoy configuration dump',
  'statistics of a proxy',
  'server page of a proxy',
];
const customResources = ['no VirtualServices', 'no DestinationRules', 'no Istio Gateways'];
const injector = 'settings of the sidecar injector';

/** Which container holds a pod up is found out by the server page of its proxy; without that the proxy is only not ready. */
const withoutServerPage = ['proxies/not-ready notReady Workload shop/productpage'];
const onlyKubectl = {
  lacks: [
    ...probes,
    ...insidePods,
    ...envoyPages,
    ...customResources,
    'synchronisation state of proxies',
    'webhook configurations',
    'no endpoints',
    'no namespaces',
    injector,
  ],
  unseen: {
    'endpoints confirm that a service has none': ['dns/server-unhealthy noEndpoints Service kube-system/kube-dns'],
    'a PeerAuthentication says that mutual TLS is strict': [
      'pod-network/capture-exclusions strict Workload shop/reviews',
    ],
  },
  lessExact: withoutServerPage,
};

interface Expected {
  layout: string;
  /** How many findings of the capture it has. */
  same: number;
  /** What the checks that cannot tell say is missing, as in `withheld`. */
  lacks: readonly string[];
  /** The same of checks that lose a finding for it in this layout only. */
  besides?: Readonly<Record<string, readonly string[]>>;
  /** Findings of checks that look at the rest, by what was not captured of their subjects. */
  unseen?: Readonly<Record<string, readonly string[]>>;
  /** Findings that the capture has in other words, because it knows more. */
  lessExact?: readonly string[];
}

const layouts: readonly (readonly [name: string, bundle: () => string, expected: Expected])[] = [
  [
    'istioctl bug-report',
    () => `${bundles}bug-report/broken`,
    {
      layout: 'bug-report',
      same: 68,
      lacks: [...probes, ...insidePods, 'logs of istio-init', 'DNS server logs', 'application logs', injector],
      unseen: {
        'the proxies of StatefulSets are not asked': [
          'certificates/identity mismatch Workload data/redis',
          'certificates/root-mismatch mismatch Workload data/redis',
          'control-plane/disconnected disconnected Workload data/redis',
          'control-plane/discovery-address missing Workload data/redis',
          'control-plane/stream-errors dns-istiod-lookup-failed ControlPlane istio-system/istiod',
        ],
      },
    },
  ],
  [
    'support bundle',
    () => tarball(asSupportBundle(captured)),
    {
      layout: 'support-bundle',
      same: 70,
      lacks: [
        ...probes,
        ...insidePods,
        ...notListed,
        'statistics of a proxy',
        'server page of a proxy',
        'synchronisation state of proxies',
      ],
      unseen: policiesNotListed,
      lessExact: withoutServerPage,
    },
  ],
  [
    'must-gather',
    () => tarball(asMustGather(captured)),
    {
      layout: 'must-gather',
      same: 64,
      lacks: [...probes, ...insidePods, ...notListed, 'server page of a proxy', 'dumps were taken without endpoints'],
      besides: {
        'every pod of the cluster': ['gateways/selector'],
        'every pod and service of the cluster': ['gateways/port'],
      },
      unseen: policiesNotListed,
      lessExact: withoutServerPage,
    },
  ],
  [
    'cluster-info dump in a folder',
    () => directoryOf(asClusterInfoDump(captured)),
    { layout: 'cluster-info-dump', same: 35, ...onlyKubectl },
  ],
  [
    'cluster-info dump as printed',
    () => {
      const file = join(scratch(), 'cluster-info.txt');
      writeFileSync(file, asClusterInfoText(captured));
      return file;
    },
    {
      layout: 'cluster-info-dump',
      same: 34,
      ...onlyKubectl,
      besides: { 'every pod of the cluster': ['services/selector'] },
    },
  ],
  [
    'manifests',
    () => directoryOf(asManifests(captured)),
    {
      layout: 'manifests',
      same: 7,
      lacks: [
        ...probes,
        ...insidePods,
        ...envoyPages,
        'pod objects',
        'list of pods',
        'list of nodes',
        'node objects',
        'no endpoints',
        'no events',
        'synchronisation state of proxies',
        'webhook configurations',
        'version of a proxy',
        'proxy logs',
        'control plane logs',
        'DNS server logs',
        'application logs',
        'logs of istio-init',
      ],
      besides: {
        'pod objects': [
          'gateways/port',
          'gateways/selector',
          'injection/missing-sidecar',
          'injection/proxy-image',
          'mtls/declared-modes',
          'services/target-port',
        ],
      },
      // Its pods have no sidecar, so that no proxy has to detect anything; that is not declared. The port that its pods do not
      // name is told of their template.
      lessExact: [
        'services/port-name detected Service shop/search',
        'services/template-port unknownName Service shop/search',
      ],
    },
  ],
  [
    'loose files',
    () => tarball(asLooseFiles(captured)),
    {
      layout: 'loose',
      same: 45,
      lacks: [
        ...probes,
        ...customResources,
        'netfilter rules of nodes',
        'Istio CNI',
        'pod objects',
        'service objects',
        'node objects',
        'no namespaces',
        'no endpoints',
        'no events',
        'webhook configurations',
        'version of the control plane',
        injector,
      ],
      besides: { 'pod objects': ['proxy-sync/missing-proxy'] },
      unseen: {
        'annotations of pods say what is to be redirected': [
          'pod-network/redirect-chains inbound Workload shop/reviews',
        ],
        'endpoints confirm that a service has none': ['dns/server-unhealthy noEndpoints Service kube-system/kube-dns'],
      },
      // Rows of kubectl tell a status, and not the container, the condition or the reason behind it.
      lessExact: [
        'nodes/not-ready notReady Node worker-3',
        'pods/crash-loop status Workload data/redis',
        'pods/image-pull status Workload shop/frontend',
        'pods/not-ready row Workload kube-system/coredns',
        'pods/not-ready row Workload shop/invoice',
        'pods/not-ready row Workload shop/productpage',
        'pods/pending status Workload shop/ratings',
      ],
    },
  ],
];

test.each(layouts)('%s: the findings of the capture, up to what is not in it', async (_name, bundle, expected) => {
  const whole = findingsOf(await analyze(await openBundle(`${bundles}capture/broken`)));
  const analysis = await analyze(await openBundle(bundle()), { now });
  expect(analysis.complete).toBe(true);
  expect(analysis.bundles.map(({ layout }) => layout)).toEqual([expected.layout]);
  expect(analysis.checks.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  expect(analysis.coverage.notRead.unknown).toBe(0);

  const found = findingsOf(analysis);
  expect([...found.keys()].filter((key) => !whole.has(key)).sort()).toEqual([...(expected.lessExact ?? [])].sort());
  expect([...found.keys()].filter((key) => whole.has(key))).toHaveLength(expected.same);

  const lessExact = new Set([...found].flatMap(([key, finding]) => (whole.has(key) ? [] : [aboutOf(finding)])));
  const missing = [...whole].filter(([key, finding]) => !found.has(key) && !lessExact.has(aboutOf(finding)));
  const open = new Map(
    analysis.checks.flatMap(({ id, outcome, because = '' }) =>
      outcome === 'inconclusive' || outcome === 'notApplicable' ? [[id, because] as const] : [],
    ),
  );
  const unseen = missing.filter(([, { check }]) => !open.has(check)).map(([key]) => key);
  expect(unseen.sort()).toEqual(
    Object.values(expected.unseen ?? {})
      .flat()
      .sort(),
  );

  const reasons = [
    ...expected.lacks.map((reason) => [reason, withheld[reason] ?? []] as const),
    ...Object.entries(expected.besides ?? {}),
  ];
  const unanswered = new Set(missing.map(([, { check }]) => check).filter((check) => open.has(check)));
  expect([...unanswered].sort()).toEqual([...new Set(reasons.flatMap(([, checks]) => checks))].sort());
  for (const [reason, checks] of reasons) {
    for (const check of checks) expect(open.get(check), check).toContain(reason);
  }
});

function findingsOf({ checks }: Analysis): Map<string, ReportedFinding> {
  return new Map(checks.flatMap(({ findings }) => findings.map((finding) => [keyOf(finding), finding] as const)));
}

function keyOf({ check, messageId, subject }: ReportedFinding): string {
  return `${check} ${messageId} ${nameOf(subject)}`;
}

/** The check and what it is about: the same problem, told with less or more detail. */
function aboutOf({ check, subject }: ReportedFinding): string {
  return `${check} ${nameOf(subject)}`;
}

function nameOf({ kind, namespace, name }: ReportedFinding['subject']): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
