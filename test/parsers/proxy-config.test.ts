import { describe, expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { proxyConfig } from '../../src/parsers/proxy-config/index.js';
import { parseText } from '../helpers/parse.js';

function sectionsOf(text: string) {
  return Object.fromEntries(parseText(proxyConfig, text).artifact.sections);
}

describe('tables', () => {
  test('clusters of 1.0, and with the column that 1.7 added', () => {
    const old = `
      SERVICE FQDN                                    PORT      SUBSET     DIRECTION     TYPE
      istio-policy.istio-system.svc.cluster.local     15004     -          outbound      EDS
      xds-grpc                                        -         -          -             STRICT_DNS
    `;
    expect(sectionsOf(old)).toEqual({ clusters: 2 });
    const recent = `
      SERVICE FQDN     PORT     SUBSET     DIRECTION     TYPE       DESTINATION RULE
      agent            -        -          -             STATIC
    `;
    expect(sectionsOf(recent)).toEqual({ clusters: 1 });
  });

  test('listeners of 1.0, of 1.7 and of a waypoint', () => {
    expect(sectionsOf('ADDRESS         PORT     TYPE\n172.21.134.116  443      TCP')).toEqual({ listeners: 1 });
    expect(sectionsOf('ADDRESS PORT  MATCH DESTINATION\n0.0.0.0 15021 ALL   Inline Route: /healthz/ready*')).toEqual({
      listeners: 1,
    });
    expect(sectionsOf('LISTENER      CHAIN MATCH DESTINATION\nmain_internal x     ALL   Cluster: encap')).toEqual({
      listeners: 1,
    });
  });

  test('routes behind the note of old releases', () => {
    const text = `
      NOTE: This output only contains routes loaded via RDS.
      NAME      VIRTUAL HOSTS
      15004     2
    `;
    expect(sectionsOf(text)).toEqual({ routes: 1 });
    expect(
      sectionsOf(
        'NAME        VHOST NAME     DOMAINS     MATCH     VIRTUAL SERVICE\nhttp.80     a:80           a           /*        a.b',
      ),
    ).toEqual({
      routes: 1,
    });
  });

  test('endpoints: what the control plane and the proxy hold for unhealthy', () => {
    const { artifact } = parseText(
      proxyConfig,
      `
      ENDPOINT                      STATUS        OUTLIER CHECK     CLUSTER
      172.17.0.27:9080              HEALTHY       FAILED            outbound|9080||reviews.shop.svc.cluster.local
      172.17.0.28:9080              UNHEALTHY     OK                outbound|9080||reviews.shop.svc.cluster.local
      unix:///sock/mixer.socket     HEALTHY       OK                inbound_9092
      `,
    );
    expect(artifact.endpoints).toEqual({
      clusters: 2,
      unhealthy: [
        {
          cluster: 'outbound|9080||reviews.shop.svc.cluster.local',
          address: '172.17.0.27:9080',
          flags: ['failed_outlier_check'],
          line: 2,
        },
        {
          cluster: 'outbound|9080||reviews.shop.svc.cluster.local',
          address: '172.17.0.28:9080',
          flags: ['failed_eds_health'],
          line: 3,
        },
      ],
    });
  });

  test('secrets: one that waits has no certificate', () => {
    const { artifact } = parseText(
      proxyConfig,
      `
      RESOURCE NAME              TYPE           STATUS      VALID CERT     SERIAL NUMBER     NOT AFTER                NOT BEFORE
      configmap://some/thing                    WARMING     false
      default                    Cert Chain     ACTIVE      true           6fbe              2023-05-16T01:32:52Z     2023-05-15T01:30:52Z
      ROOTCA                     CA             ACTIVE      true           0193              2033-05-02T03:41:33Z     2023-05-05T03:41:33Z
      `,
    );
    expect(artifact.secrets).toMatchObject([
      { name: 'default', isAuthority: false, serial: '6fbe', notAfter: '2023-05-16T01:32:52Z', line: 3 },
      { name: 'ROOTCA', isAuthority: true, serial: '0193', notBefore: '2023-05-05T03:41:33Z', line: 4 },
    ]);
    expect(parseText(proxyConfig, 'No active or warming secrets found.').artifact).toEqual({
      sections: new Map([['secrets', 0]]),
      secrets: [],
    });
  });

  test('all of them, with headings', () => {
    const { artifact } = parseText(
      proxyConfig,
      `
      ------ BOOTSTRAP INFO ------

      Istio Version:       1.21.0
      Istio Proxy Version: ee85
      Envoy Version:       1.30.1/Clean/RELEASE/BoringSSL

      ------ CLUSTER INFO ------

      NAME              SERVICE FQDN      PORT     SUBSET     DIRECTION     TYPE       DESTINATION RULE
      cluster/agent     cluster/agent     -        -          -             STATIC

      ------ SECRET INFO ------

      RESOURCE NAME      TYPE           STATUS     VALID CERT     SERIAL NUMBER     NOT AFTER                NOT BEFORE
      secret/default     Cert Chain     ACTIVE     false          6fbe              2023-05-16T01:32:52Z     2023-05-15T01:30:52Z

      ------ ENDPOINTS INFO ------

      NAME                         STATUS        LOCALITY     CLUSTER
      endpoint/127.0.0.1:15000     UNHEALTHY                  prometheus_stats
      `,
    );
    expect(artifact).toMatchObject({
      sections: new Map([
        ['clusters', 1],
        ['secrets', 1],
        ['endpoints', 1],
        ['bootstrap', 1],
      ]),
      secrets: [{ name: 'default' }],
      endpoints: { unhealthy: [{ address: '127.0.0.1:15000' }] },
      istioVersion: '1.21.0',
    });
  });

  test('levels of loggers', () => {
    expect(sectionsOf('active loggers:\n  admin: warning\n  aws: warning\n')).toEqual({ log: 2 });
  });
});

describe('JSON and YAML', () => {
  test('arrays of Envoy objects, told apart by their fields', () => {
    expect(
      sectionsOf('[{"name": "a", "type": "EDS", "connectTimeout": "1s"}, {"name": "b", "lbPolicy": "x"}]'),
    ).toEqual({
      clusters: 2,
    });
    expect(sectionsOf('[{"name": "l", "address": {}, "filterChains": []}]')).toEqual({ listeners: 1 });
    expect(sectionsOf('[{"name": "r", "virtualHosts": []}]')).toEqual({ routes: 1 });
    expect(sectionsOf('[{"versionInfo": "1", "routeConfig": {"name": "r"}}]')).toEqual({ routes: 1 });
    expect(sectionsOf('[{"clusterName": "c", "endpoints": []}]')).toEqual({ endpoints: 1 });
  });

  test('the objects of secrets and bootstrap', () => {
    expect(sectionsOf('{"dynamicActiveSecrets": [{"name": "default"}], "dynamicWarmingSecrets": []}')).toEqual({
      secrets: 1,
    });
    expect(sectionsOf('{"bootstrap": {"node": {}}}')).toEqual({ bootstrap: 1 });
  });

  test('YAML, since 1.12', () => {
    expect(sectionsOf('- clusterName: outbound|80||a\n  endpoints: []\n')).toEqual({ endpoints: 1 });
  });
});

test('what istioctl proxy-config does not print', () => {
  expect(() => sectionsOf('NAME   READY\ncart   1/1')).toThrow(Unusable);
  expect(() => sectionsOf('[]')).toThrow(Unusable);
});
