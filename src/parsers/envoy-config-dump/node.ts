import { z } from 'zod';
import type { EnvoyNode } from './artifact.js';
import { text } from './message.js';

const optional = text.optional().catch(undefined);

/** Node metadata is a free map: Istio's keys are upper case and the same since 1.1, labels and annotations stand between them. */
const nodeMetadata = z.object({
  ISTIO_VERSION: optional,
  SERVICE_ACCOUNT: optional,
  INTERCEPTION_MODE: optional,
  CLUSTER_ID: optional,
  NETWORK: optional,
  WORKLOAD_NAME: optional,
  /** `kubernetes://apis/apps/v1/namespaces/NS/deployments/NAME` */
  OWNER: optional,
  PROXY_CONFIG: z.object({ discoveryAddress: optional }).optional().catch(undefined),
});

export function distilNodeMetadata(value: unknown): Omit<EnvoyNode, 'id'> {
  const found = nodeMetadata.safeParse(value).data ?? {};
  const workload = found.WORKLOAD_NAME || found.OWNER?.split('/').at(-1);
  const discoveryAddress = found.PROXY_CONFIG?.discoveryAddress;
  return {
    ...(found.ISTIO_VERSION && { istioVersion: found.ISTIO_VERSION }),
    ...(found.SERVICE_ACCOUNT && { serviceAccount: found.SERVICE_ACCOUNT }),
    ...(discoveryAddress && { discoveryAddress }),
    ...(found.INTERCEPTION_MODE && { interceptionMode: found.INTERCEPTION_MODE }),
    ...(found.CLUSTER_ID && { kubernetesCluster: found.CLUSTER_ID }),
    ...(found.NETWORK && { network: found.NETWORK }),
    ...(workload && { workload }),
  };
}
