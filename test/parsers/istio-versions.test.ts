import { describe, expect, test } from 'vitest';
import { istioVersions } from '../../src/parsers/istio-versions.js';
import { parseText } from '../helpers/parse.js';

function read(text: string) {
  return parseText(istioVersions, text).artifact;
}

describe('the file versions of bug-report', () => {
  test('1.8 to 1.11: no client, literals over several lines', () => {
    expect(
      read(`
        The following Istio control plane revisions/versions were found in the cluster:
        Revision default:
        &version.MeshInfo{
            {
                Component: "pilot",
                Info:      version.BuildInfo{Version:"1.9.0", GitRevision:"1d0c", GolangVersion:"", BuildStatus:"Clean", GitTag:"1.9.0"},
            },
        }

        The following proxy revisions/versions were found in the cluster:
        Revision default: Versions {1.9.0, 1.8.6}
      `),
    ).toEqual({
      controlPlane: [{ component: 'pilot', revision: 'default', version: '1.9.0', line: 6 }],
      dataPlane: [
        { version: '1.9.0', revision: 'default', line: 11 },
        { version: '1.8.6', revision: 'default', line: 11 },
      ],
    });
  });

  test('1.12 and later: the client first, two revisions, literals on one line', () => {
    expect(
      read(`
        CLI version:
        version.BuildInfo{Version:"1.30.3", GitRevision:"86c9", GolangVersion:"go1.25.1", BuildStatus:"Clean", GitTag:"1.30.3"}

        ✅ The following Istio control plane revisions/versions were found in the cluster:
        Revision default:
        &version.MeshInfo{version.ServerInfo{Component:"pilot", Revision:"default", Info:version.BuildInfo{Version:"1.29.6", GitRevision:"aa"}}}

        Revision canary:
        &version.MeshInfo{version.ServerInfo{Component:"pilot", Revision:"canary", Info:version.BuildInfo{Version:"1.30.3", GitRevision:"bb"}}}

        ✅ The following proxy revisions/versions were found in the cluster:
        Revision canary: Versions {}
      `),
    ).toEqual({
      client: { version: '1.30.3', line: 2 },
      controlPlane: [
        { component: 'pilot', revision: 'default', version: '1.29.6', line: 6 },
        { component: 'pilot', revision: 'canary', version: '1.30.3', line: 9 },
      ],
      dataPlane: [],
    });
  });

  test('an error in place of a version leaves the rest', () => {
    expect(
      read(`
        CLI version:
        version.BuildInfo{Version:"1.20.2", GitRevision:"00f2"}

        The following Istio control plane revisions/versions were found in the cluster:
        Revision default:
        no running Istio pods in namespace "istio-system"
      `),
    ).toEqual({ client: { version: '1.20.2', line: 2 }, controlPlane: [], dataPlane: [] });
    expect(
      read(`
        The following proxy revisions/versions were found in the cluster:
        Revision default: Versions {dial tcp 10.0.0.7:15014: connect: connection refused, 1.19.5-vendor.1}
      `).dataPlane,
    ).toEqual([{ version: '1.19.5-vendor.1', revision: 'default', line: 2 }]);
  });
});

describe('istioctl version', () => {
  test('1.0 knows the client only', () => {
    expect(
      read('Version: 1.0.9\nGitRevision: 1d0c\nUser: root@x\nHub: docker.io/istio\nGolangVersion: go1.10.4'),
    ).toEqual({
      client: { version: '1.0.9', line: 1 },
      controlPlane: [],
      dataPlane: [],
    });
  });

  test('1.1 without --remote prints the bare version', () => {
    expect(read('1.1.17')).toMatchObject({ client: { version: '1.1.17' } });
  });

  test('1.4: one line a component', () => {
    expect(
      read(`
        client version: 1.4.3
        citadel version: 1.4.3
        pilot version: 1.4.2
        data plane version: 1.4.3 (5 proxies), 1.3.1 (2 proxies)
      `),
    ).toEqual({
      client: { version: '1.4.3', line: 1 },
      controlPlane: [
        { component: 'citadel', version: '1.4.3', line: 2 },
        { component: 'pilot', version: '1.4.2', line: 3 },
      ],
      dataPlane: [
        { version: '1.4.3', count: 5, line: 4 },
        { version: '1.3.1', count: 2, line: 4 },
      ],
    });
  });

  test('equal components are merged, and there may be no proxies', () => {
    expect(read('client version: 1.24.0\ncontrol plane version: 1.24.0\ndata plane version: none')).toEqual({
      client: { version: '1.24.0', line: 1 },
      controlPlane: [{ component: 'control plane', version: '1.24.0', line: 2 }],
      dataPlane: [],
    });
  });

  test('--short=false prints Go literals', () => {
    expect(
      read(`
        client version: version.BuildInfo{Version:"1.24.0", GitRevision:"0f", GolangVersion:"go1.23.2"}
        pilot version: version.BuildInfo{Version:"1.23.1", GitRevision:"0e", GolangVersion:"go1.22.2"}
        data plane version: version.ProxyInfo{ID:"cart-6f5b.shop", IstioVersion:"1.23.0", Type:"sidecar"}
      `),
    ).toMatchObject({
      client: { version: '1.24.0' },
      controlPlane: [{ component: 'pilot', version: '1.23.1' }],
      dataPlane: [{ version: '1.23.0' }],
    });
  });

  test('JSON counts the proxies of each version', () => {
    const text = JSON.stringify({
      clientVersion: { version: '1.24.0' },
      meshVersion: [{ Component: 'pilot', Revision: 'default', Info: { version: '1.24.0' } }],
      dataPlaneVersion: [
        { ID: 'cart.shop', IstioVersion: '1.24.0' },
        { ID: 'stock.shop', IstioVersion: '1.23.1' },
        { ID: 'pay.shop', IstioVersion: '1.24.0' },
      ],
    });
    expect(read(text)).toEqual({
      client: { version: '1.24.0' },
      controlPlane: [{ component: 'pilot', revision: 'default', version: '1.24.0' }],
      dataPlane: [
        { version: '1.24.0', count: 2 },
        { version: '1.23.1', count: 1 },
      ],
    });
  });

  test('text without a version is unusable', () => {
    expect(() => read('unable to retrieve Pods: forbidden')).toThrow('no version of Istio');
  });
});
