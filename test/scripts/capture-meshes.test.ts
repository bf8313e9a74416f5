import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { notAllowed } from './stand-in/allowed.js';
import { archiveOf, pathsOf, withRun } from './stand-in/run.js';

describe('capture.sh on Istio 1.0', () => {
  it('asks with curl where the images cannot, and takes the logs of the old control plane', async () => {
    await withRun({ mesh: 'istio-1.0' }, (run) => {
      const { manifest, read } = archiveOf(run);
      expect(run.code).toBe(0);
      expect(notAllowed(run.calls)).toEqual([]);
      const pilot = 'istio-system/istio-pilot-59-aaaaa';
      const cart = 'proxies/shop/cart-7d9f5b6c4-x2x9p';
      const expected = [
        `istiod/${pilot}/syncz.json`,
        `control-plane/${pilot}/discovery.log`,
        'control-plane/istio-system/istio-citadel-6d-bbbbb/citadel.previous.log',
        `proxies/${pilot}/config-dump.json`,
        `${cart}/certs.json`,
        'cluster/authentication.istio.io/meshpolicies.json',
        'istioctl/authn-tls-check.txt',
      ];
      expect(expected.filter((path) => !pathsOf(run).includes(path))).toEqual([]);

      const command = (path: string) => manifest.find((entry) => entry.path === path)?.argv?.slice(-3);
      expect(command(`${cart}/config-dump.json`)).toEqual(['curl', '-s', 'localhost:15000/config_dump?include_eds']);
      expect(command(`istiod/${pilot}/syncz.json`)).toEqual(['curl', '-s', 'localhost:8080/debug/syncz']);
      // Once that is known, the other way is not tried again in the same pod.
      expect(
        run.calls.filter((call) => call.includes('request') && call.includes('cart-7d9f5b6c4-x2x9p')),
      ).toHaveLength(1);
      expect(read(`${cart}/server_info.json`)).toMatch(/^envoy 0\/1\.8\.0-dev/);
      for (const path of ['meta/permissions.txt', 'cluster/endpointslices.json']) {
        expect(manifest).toContainEqual(expect.objectContaining({ path, skipped: 'unsupported' }));
      }
    });
  });
});

describe('capture.sh on an ambient mesh', () => {
  it('takes the logs of applications, which have no proxy of their own, up to the limit on proxies', async () => {
    const flags = ['--include-application-logs', '--only', 'app'];
    await withRun({ mesh: 'ambient', flags }, (run) =>
      expect(pathsOf(run).filter((path) => path.startsWith('apps/'))).toEqual(['apps/shop/cart-7d-x2x9p/cart.log']),
    );
    await withRun({ mesh: 'ambient', flags: [...flags, '--max-proxies', '0'] }, (run) => {
      expect(pathsOf(run).filter((path) => path.startsWith('apps/'))).toEqual([]);
      expect(archiveOf(run).manifest).toContainEqual({
        step: 'app',
        path: 'apps/shop/cart-7d-x2x9p/',
        skipped: 'limit',
        detail: '--max-proxies 0 reached',
      });
    });
  });

  it('reads ztunnel over a forwarded port, and the log of the CNI agent', async () => {
    const ztunnel = createServer(({ url }, response) =>
      response.end(url === '/metrics' ? 'up 1\n' : `{"asked": "${url}"}\n`),
    );
    await once(ztunnel.listen(0, '127.0.0.1'), 'listening');
    const { port } = ztunnel.address() as AddressInfo;
    await withRun({ mesh: 'ambient', port }, (run) => {
      const { read, manifest } = archiveOf(run);
      expect(read('ztunnel/node-1/config-dump.json')).toBe('{"asked": "/config_dump"}\n');
      expect(read('ztunnel/node-1/metrics.txt')).toBe('up 1\n');
      expect(pathsOf(run)).toEqual(expect.arrayContaining(['ztunnel/node-1/ztunnel.log', 'cni/node-1/cni.log']));
      expect(manifest).toContainEqual({
        step: 'proxy/chosen',
        path: 'proxies/shop/waypoint-5c-bbbbb/',
        detail: 'waypoint',
      });
      expect(pathsOf(run).filter((path) => path.startsWith('proxies/istio-system/'))).toEqual([]);
      expect(run.left).toEqual([]);
      expect(notAllowed(run.calls)).toEqual([]);
    });
    ztunnel.close();
  });
});
