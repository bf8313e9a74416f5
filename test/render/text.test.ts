import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/analysis/result.js';
import { render } from '../../src/render/index.js';
import { analysis, checkResult, finding, incompleteAnalysis, sampleAnalysis } from '../helpers/analysis.js';
import { reportOf } from '../helpers/report.js';

const text = (of: Analysis, options = {}) => render(reportOf(of), 'text', options);
const lines = (of: Analysis, options = {}) => text(of, options).split('\n');

describe('the text report', () => {
  test('begins with the bundle, who made it and when, and the versions', () => {
    expect(lines(sampleAnalysis()).slice(0, 3)).toEqual([
      'acme-1234.tgz  istioctl bug-report 1.27.3 · captured 2026-03-04 09:12–09:31 UTC (20 min)',
      '214 MB, 1,902 entries',
      'Istio 1.27.3 · Kubernetes 1.31.4 · revision default · sidecar',
    ]);
  });

  test('says on its first line that a bundle is incomplete, and only then', () => {
    expect(lines(incompleteAnalysis())[0]).toBe(
      'bundle is incomplete: the archive ends early: the compressed stream ends early;',
    );
    expect(text(sampleAnalysis())).not.toContain('incomplete');
  });

  test('shows causes by rank, then errors, then warnings, and counts infos', () => {
    const shown = lines(sampleAnalysis()).filter((line) => /^ {2}(ERROR|WARN|INFO|\d)/.test(line));
    expect(shown.map((line) => line.slice(0, 40).trimEnd())).toEqual([
      '  ERROR 1  Six workloads in "shop" trust',
      '  ERROR 2  VirtualService shop/reviews s',
      '  ERROR Proxies of data/redis have not a',
      '  WARN  Port 9090 of Service data/metric',
      '  1 info (-v lists them)',
    ]);
  });

  test('shows with a cause how many symptoms it has, one place, and what to do', () => {
    const shown = text(sampleAnalysis());
    expect(shown).toContain('2 causes explain 5 of 8 findings.');
    expect(shown).toContain('→ 2 symptoms: Requests from shop/cart to shop/checkout fail');
    expect(shown).toContain('evidence  cluster/crs:88412  spec.http[1].route[0].destination.subset');
    expect(shown).toContain('and 11 more places');
    expect(shown).toContain('$ kubectl rollout restart deployment -n shop cart checkout payment');
  });

  test('says what was not checked, what that blocks, and the command that supplies it', () => {
    const shown = text(sampleAnalysis());
    expect(shown).toContain(
      [
        'Not checked: 3 of 13 checks',
        '  the bundle has no iptables rules of pods',
        '      blocks  pod-network/redirection',
        '      get it  kubectl exec -n NAMESPACE POD -c istio-proxy -- iptables-save',
      ].join('\n'),
    );
    expect(shown).toContain("gateways/port-conflict failed: Cannot read properties of undefined (reading 'port')");
    expect(shown).toContain('Envoy configuration dumps: 131 of 148 were in the bundle');
    expect(shown).toContain('proxies/data/redis-0/clusters is unusable: error text instead of data');
    expect(shown).not.toContain('routing tables of nodes');
  });

  test('of a clean bundle says in how many checks nothing was found, and which could not run', () => {
    const clean = analysis({
      checks: [
        checkResult('routing/missing-subset'),
        checkResult('dns/search-path'),
        checkResult('endpoints/no-endpoints', {
          outcome: 'inconclusive',
          because: 'the bundle has no endpoints of services',
        }),
      ],
    });
    expect(text(clean)).toContain('No error or warning in 2 checks. 1 check could not run: endpoints/no-endpoints.');
  });

  test('of a bundle in which nothing could be checked says that', () => {
    const blind = analysis({
      checks: [checkResult('dns/search-path', { outcome: 'inconclusive', because: 'no resolv.conf' })],
    });
    expect(text(blind)).toContain('Nothing could be checked. 1 check could not run: dns/search-path.');
    expect(text(blind)).not.toContain('No error');
  });

  test('with many findings of a severity shows 20 and counts the rest', () => {
    const findings = Array.from({ length: 33 }, (_, index) =>
      finding({ fingerprint: `00000000000000${index + 10}`, subject: { kind: 'Service', name: `s${index}` } }),
    );
    const shown = text(analysis({ checks: [checkResult('routing/missing-subset', { findings })] }));
    expect(shown.match(/^ {2}ERROR/gm)).toHaveLength(20);
    expect(shown).toContain('13 errors more (-v lists them)');
  });

  test('when verbose says how much the capture took out', () => {
    const { coverage } = analysis();
    const redacted = { values: 4, entries: 1, examples: ['proxies/shop/cart/istio-proxy.log'] };
    const shown = analysis({ coverage: { ...coverage, redacted } });
    expect(text(shown, { verbose: true })).toContain('  The capture took 4 values out of 1 entry');
    expect(text(shown)).not.toContain('The capture took');
    const none = { values: 0, entries: 0, examples: [] };
    const untouched = analysis({ coverage: { ...coverage, redacted: none } });
    expect(text(untouched, { verbose: true })).not.toContain('The capture took');
  });

  test('when verbose shows every finding with its evidence, why and links', () => {
    const shown = text(sampleAnalysis(), { verbose: true });
    for (const { title } of reportOf(sampleAnalysis()).findings) {
      expect(shown.replace(/\s+/g, ' ')).toContain(title);
    }
    expect(shown).toContain('│ "serial_number": "3f9a1c7702be5d41",');
    expect(shown).toContain('(rebuilt from the parsed value)');
    expect(shown).toContain('https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/');
  });

  test('breaks sentences at 100 columns', () => {
    const sentences = lines(incompleteAnalysis()).filter((line) => !/[/?]\S{40}/.test(line));
    expect(sentences.length).toBeGreaterThan(20);
    expect(sentences.filter((line) => line.length > 100)).toEqual([]);
  });
});

const terminalEscape = /\u001b\[\d+m/g;

describe('colour', () => {
  test('is nowhere unless asked for', () => {
    expect(text(sampleAnalysis())).not.toContain('\u001b');
  });

  test('puts signs in the place of words and changes no other text', () => {
    const shown = text(sampleAnalysis(), { color: true });
    expect(shown.match(terminalEscape)?.length).toBeGreaterThan(10);
    expect(shown.replace(terminalEscape, '')).toContain('  × 1  Six workloads in "shop"');
    expect(shown.replace(terminalEscape, '')).not.toContain('\u001b');
  });

  test('never comes from a bundle', () => {
    const findings = [finding({ title: 'a\u001b[31mb\nERROR fake', detail: '\u001b]0;title\u0007' })];
    const shown = text(analysis({ checks: [checkResult('routing/missing-subset', { findings })] }), { verbose: true });
    expect(shown).not.toContain('\u001b');
    expect(shown).toContain('a\\u{1b}[31mb\\u{a}ERROR fake');
  });
});

test('manifests: what needs a running mesh is counted, and listed on demand', () => {
  const sample = sampleAnalysis();
  const manifests = { ...sample, bundles: sample.bundles.map((bundle) => ({ ...bundle, layout: 'manifests' })) };
  expect(text(manifests)).toContain('They look at a running mesh, or at objects that are not among the manifests');
  expect(text(manifests)).toContain('gateways/port-conflict failed:');
  expect(text(manifests)).not.toContain('iptables-save');
  expect(text(manifests, { verbose: true })).toContain('iptables-save');
});
