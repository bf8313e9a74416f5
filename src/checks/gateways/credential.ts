import { citeField, type Evidence } from '../../core/evidence.js';
import type { GatewayServer, IstioGateway, Secret } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import { credentialsOf, isHeld, secretNamed } from '../../model/lookup/gateway-secrets.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

export const gatewaysCredential = defineCheck({
  meta: {
    id: 'gateways/credential',
    title: 'Secrets that Gateways name are in the namespace of the gateway pods',
    severity: 'error',
    why: 'A gateway takes its certificates from Secrets in the namespace of its own pods, wherever the Gateway object is. Without the Secret the listener waits, and TLS handshakes on the port fail.',
    fix: [
      {
        text: 'Create the Secret in the namespace of the gateway pods, or correct credentialName.',
        command: 'kubectl get secrets -n {podNamespace}',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/',
      },
    ],
    aliases: ['IST0101'],
    decides:
      'Looks for the Secret in each namespace that has pods of the gateway; in manifests in that of the first pod, as istioctl does. A proxy that holds the secret by its dump proves that it exists.',
    falsePositives: ['Without a list of Secrets, what no captured proxy holds stays open.'],
  },
  requires: ['istioGateways', 'podSpecs'],
  uses: ['secrets', 'mesh', 'proxyConfigs'],
  messages: {
    missing:
      'Gateway {namespace}/{name} names Secret {credential}, which does not exist in namespace {podNamespace} of its pods',
  },
  identity: ['credential', 'podNamespace'],
  *run({ istioGateways, secrets, podSpecs, mesh, proxyConfigs = [] }, { undecided }) {
    for (const gateway of istioGateways.filter(({ namespace }) => isAnalyzedNamespace(namespace))) {
      const pods = gatewayPods(gateway, podSpecs);
      const namespaces = [...groupBy(pods, ({ namespace }) => namespace).keys()];
      for (const podNamespace of mesh?.isManifests ? namespaces.slice(0, 1) : namespaces) {
        for (const { server, credential } of namedSecrets(gateway, podNamespace)) {
          if (secrets !== undefined && secretNamed(secrets, credential) !== undefined) continue;
          if (isHeld(credential, podNamespace, proxyConfigs)) continue;
          if (secrets === undefined || !hasAll(mesh, 'Secret', credential.namespace)) {
            undecided(notGathered('Secret', `${credential.namespace}/${credential.name}`));
            continue;
          }
          const { group, namespace, name, source } = gateway;
          const elsewhere = secrets.find((secret) => secret.name === credential.name);
          yield {
            messageId: 'missing',
            args: { namespace, name, credential: credential.written, podNamespace: credential.namespace },
            subject: { kind: 'Gateway', group, namespace, name },
            ...(elsewhere !== undefined && {
              detail: `There is a Secret of that name in namespace ${elsewhere.namespace}.`,
            }),
            evidence: [
              citeField(source, `${server.field}.tls.credentialName`, credential.written),
              ...(elsewhere === undefined ? [] : [citeSecret(elsewhere)]),
            ],
          };
        }
      }
    }
  },
});

function namedSecrets(gateway: IstioGateway, podNamespace: string) {
  return gateway.spec.servers.flatMap((server: GatewayServer) =>
    credentialsOf(server, podNamespace).map((credential) => ({ server, credential })),
  );
}

function citeSecret({ source, namespace, name }: Secret): Evidence {
  return citeField(source, 'metadata.namespace', `${namespace} (Secret ${name})`);
}
