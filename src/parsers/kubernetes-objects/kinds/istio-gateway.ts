import { z } from 'zod';
import { defineKind } from './kind.js';
import { block, compact, items, softBlock, softFlag, softPort, softText, softTextMap, softTexts } from './soft.js';
import { networking } from './virtual-service.js';

const tls = z
  .object({
    mode: softText,
    credentialName: softText,
    credentialNames: softTexts,
    serverCertificate: softText,
    privateKey: softText,
    caCertificates: softText,
    caCertCredentialName: softText,
    httpsRedirect: softFlag,
    minProtocolVersion: softText,
  })
  .transform((fields) => compact(fields));

const server = z.object({
  port: block(z.object({ number: softPort, protocol: softText, name: softText })),
  name: softText,
  bind: softText,
  hosts: softTexts,
  tls: softBlock(tls),
});

export const istioGateway = defineKind(
  'Gateway.networking.istio.io',
  networking,
  z
    .object({ spec: block(z.object({ selector: softTextMap, servers: items(server) })) })
    .transform(({ spec: { selector, servers } }) => ({
      selector,
      servers: servers.map(({ port, name, bind, hosts, tls }, index) => ({
        field: `spec.servers[${index}]`,
        port: port.number ?? 0,
        protocol: port.protocol ?? '',
        ...(port.name && { portName: port.name }),
        hosts,
        ...(tls?.mode && { tlsMode: tls.mode }),
        ...(tls?.credentialName && { credentialName: tls.credentialName }),
        ...compact({ name, bind, tls }),
      })),
    })),
  { whole: true },
);
