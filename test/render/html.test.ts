import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/analysis/result.js';
import { render } from '../../src/render/index.js';
import { analysis, checkResult, finding, incompleteAnalysis, sampleAnalysis } from '../helpers/analysis.js';
import { htmlElements, htmlText } from '../helpers/html.js';
import { reportOf } from '../helpers/report.js';

const sample = page(sampleAnalysis());

describe('the page', () => {
  test('has a policy right behind its charset that allows its own style and script by hash', () => {
    const [first, second] = htmlElements(sample).filter(({ name }) => name === 'meta');
    expect(first?.attributes.get('charset')).toBe('utf-8');
    expect(second?.attributes.get('http-equiv')).toBe('Content-Security-Policy');
    const [style] = htmlElements(sample).filter(({ name }) => name === 'style');
    const script = htmlElements(sample).find(({ name, attributes }) => name === 'script' && attributes.size === 0);
    expect(second?.attributes.get('content')).toBe(
      `default-src 'none'; style-src '${hashOf(style?.raw)}'; script-src '${hashOf(script?.raw)}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  test('loads nothing, and links only to documentation and to itself', () => {
    const addresses = htmlElements(sample).flatMap(({ name, attributes }) =>
      ['href', 'src', 'srcset', 'action', 'poster'].flatMap((key) => {
        const value = attributes.get(key);
        return value === undefined || value.startsWith('#')
          ? []
          : [`${name} ${value.split(/[/,;]/).slice(0, 3).join('/')}`];
      }),
    );
    expect([...new Set(addresses)].sort()).toEqual([
      'a https://istio.io',
      'a https://www.envoyproxy.io',
      "link data:image/svg+xml/%3Csvg xmlns='http:",
    ]);
  });

  test('opens outside links without telling where they come from', () => {
    const outside = htmlElements(sample).filter(({ attributes }) => attributes.get('href')?.startsWith('https:'));
    expect(outside.length).toBeGreaterThan(0);
    for (const { attributes } of outside) expect(attributes.get('rel')).toBe('noopener noreferrer');
  });

  test('has landmarks, one first heading, and tables with scoped headers', () => {
    const names = htmlElements(sample).map(({ name }) => name);
    for (const name of ['header', 'main', 'nav', 'footer', 'h1'])
      expect(names.filter((one) => one === name)).toHaveLength(1);
    for (const header of htmlElements(sample).filter(({ name }) => name === 'th')) {
      expect(['row', 'col']).toContain(header.attributes.get('scope'));
    }
  });

  test('draws what happened on one axis and lists it in a table with links to the findings', () => {
    const bare = page(analysis());
    expect(bare).not.toContain('id="timeline"');
    const [found] = sampleAnalysis().checks.flatMap(({ findings }) => findings);
    const moment = { count: 1, clock: 'node', resolution: 1 } as const;
    const timeline: Analysis['timeline'] = {
      from: '2026-03-04T08:31:00.000Z',
      to: '2026-03-04T09:31:00.000Z',
      entries: [
        { ...moment, kind: 'change', at: '2026-03-01T08:00:00.000Z', title: 'VirtualService shop/cart was created' },
        { ...moment, kind: 'restart', at: '2026-03-04T09:01:00.000Z', title: 'istiod ended', severity: 'error' },
        {
          ...moment,
          kind: 'failures',
          at: '2026-03-04T09:16:00.000Z',
          until: '2026-03-04T09:31:00.000Z',
          title: 'Requests fail',
          count: 25,
          ...(found !== undefined && { finding: found.fingerprint }),
        },
      ],
      omitted: 0,
      clocks: [{ clock: 'node', of: 'worker-1', ahead: 45, evidence: { path: 'cart.log' } }],
    };
    const html = page({ ...sampleAnalysis(), timeline });
    const marks = htmlElements(html).filter(({ name }) => name === 'rect');
    expect(
      marks.map(({ attributes }) => [attributes.get('class'), attributes.get('x'), attributes.get('width')]),
    ).toEqual([
      ['error', '500.0', '4.0'],
      ['plain', '750.0', '250.0'],
    ]);
    expect(html).toContain(`<a href="#f=${found?.fingerprint}">Requests fail</a>`);
    expect(htmlText(html)).toContain('2026-03-01 08:00:00');
    expect(htmlText(html)).toContain('The clock of worker-1 is at least 45 s ahead of the host that captured.');
  });

  test('says what the capture took out, and where', () => {
    const { coverage } = analysis();
    const redacted = { values: 4, entries: 1, examples: ['proxies/shop/cart/istio-proxy.log'] };
    const text = htmlText(page(analysis({ coverage: { ...coverage, redacted } })));
    expect(text).toContain('The capture took 4 values out of 1 entry');
    expect(text).toContain('proxies/shop/cart/istio-proxy.log');
    expect(sample).not.toContain('The capture took');
  });

  test('begins with what was captured, what explains it, and how much could not be checked', () => {
    const text = htmlText(sample.slice(sample.indexOf('<main')));
    const facts = [
      'acme-1234.tgz',
      '2 causes explain 5 of 8 findings',
      '2026-03-04 09:12–09:31 UTC',
      'Istio 1.27.3',
      '3 of 13 checks could not run',
    ];
    expect(positions(text, facts)).toEqual(positions(text, facts).sort((a, b) => a - b));
    expect(text).toContain('seen in part: Envoy configuration dumps, 131 of 148');
  });

  test('shows every finding once, and the causes first', () => {
    const cards = htmlElements(sample).flatMap(({ attributes }) =>
      attributes.get('class') === 'finding' ? [attributes.get('id')] : [],
    );
    expect(cards.slice(0, 2)).toEqual(['f=a1b2c3d4e5f60001', 'f=a1b2c3d4e5f60002']);
    expect([...cards].sort()).toEqual(
      reportOf(sampleAnalysis())
        .findings.map(({ fingerprint }) => `f=${fingerprint}`)
        .sort(),
    );
  });

  test('shows a cause that is the symptom of another one once', () => {
    const chained = sampleAnalysis();
    const [first, second] = chained.causes;
    if (first === undefined || second === undefined) throw new Error('the sample has two causes');
    const causes = [{ ...first, symptoms: [...first.symptoms, second.finding] }, second];
    expect(page({ ...chained, causes }).match(/id="f=a1b2c3d4e5f60002"/g)).toHaveLength(1);
  });

  test('tells about a finding in a fixed order', () => {
    const start = sample.indexOf('<summary>', sample.indexOf('id="f=a1b2c3d4e5f60001"'));
    const card = htmlText(sample.slice(start, sample.indexOf('id="f=a1b2c3d4e5f60002"')));
    const parts = [
      'Six workloads in "shop"',
      'certificates/root-mismatch',
      'Observed',
      'Mesh cluster.local',
      'cannot open mutual TLS',
      'kubectl rollout restart',
      'checkout-6d9f8c7b5-x1k4p/config_dump?include_eds :12881',
      '2 more',
      'and 7 more places',
      '2 symptoms',
      'Also known as IST0164',
      'Link to this finding',
    ];
    expect(positions(card, parts)).toEqual(positions(card, parts).sort((a, b) => a - b));
  });

  test('numbers the lines of an excerpt from the line it was cut at, but not of a rebuilt one', () => {
    const lines = htmlElements(sample).filter(
      ({ name, attributes }) => name === 'span' && attributes.get('class') === 'line',
    );
    const numbers = lines.map(({ attributes }) => attributes.get('data-number'));
    expect(numbers.slice(0, 3)).toEqual(['12881', '12882', '12883']);
    expect(numbers).toContain('');
    expect(htmlText(sample)).toContain('rebuilt from the parsed value');
  });

  test('says what is missing, what that blocks, and the command that supplies it', () => {
    const text = htmlText(sample.slice(sample.indexOf('id="coverage"')));
    expect(text).toContain(
      'Iptables rules of pods Blocks pod-network/redirection kubectl exec -n NAMESPACE POD -c istio-proxy -- iptables-save',
    );
    expect(text).toContain('gateways/port-conflict The check itself failed');
    expect(text).toContain('proxies/data/redis-0/clusters error text instead of data');
    expect(text).toContain('12 entries of a known kind that no check uses, and 2 entries of an unknown kind');
  });

  test('lists every check with its outcome, also those that pass', () => {
    const rows = htmlElements(sample).flatMap(
      ({ attributes }) => attributes.get('id')?.match(/^check=(.+)/)?.[1] ?? [],
    );
    expect([...rows].sort()).toEqual(
      sampleAnalysis()
        .checks.map(({ id }) => id)
        .sort(),
    );
  });

  test('says on top that a bundle is incomplete, and only then', () => {
    const text = htmlText(page(incompleteAnalysis()));
    expect(text).toMatch(
      /bundle is incomplete: the archive ends early: the compressed stream ends early; proxies\/shop\/reviews/,
    );
    expect(htmlText(sample)).not.toMatch(/bundle is incomplete/);
  });

  test('says in how many checks nothing was found', () => {
    expect(htmlText(page(analysis()))).toContain('No error or warning in 1 check');
  });

  test('says so when nothing could be checked, without the sign of a pass', () => {
    const blind = page(
      analysis({ checks: [checkResult('dns/search-path', { outcome: 'inconclusive', because: 'no resolv.conf' })] }),
    );
    const [, verdict = ''] = /<p class="verdict">(.*)<\/p>/.exec(blind) ?? [];
    expect(verdict).toBe('Nothing could be checked');
    expect(htmlText(blind)).toContain('1 of 1 check could not run');
  });
});

describe('text from a bundle', () => {
  const hostile = `"'><img src=x onerror=alert(1)></script></style><!--{{constructor}}{{{x}}} =\`\u202e\u0000]]>&lt;`;

  test('makes no markup, wherever it stands', () => {
    const shape = (text: string) =>
      htmlElements(page(withText(text))).map(({ name, attributes }) => `${name} ${[...attributes.keys()].join(' ')}`);
    expect(shape(hostile)).toEqual(shape('x'.repeat(hostile.length)));
  });

  test('is shown as it is, with escapes for what cannot be seen', () => {
    const html = page(withText(hostile));
    expect(htmlText(html)).toContain(
      `"'><img src=x onerror=alert(1)></script></style><!--{{constructor}}{{{x}}} =\`\\u{202e}\\u{0}]]>&lt;`,
    );
    expect(html).not.toMatch(/[\p{Cf}\p{Cs}]/u);
    expect(html).not.toContain('<img');
  });

  test('cannot end the embedded report or start a comment in it', () => {
    const islands = htmlElements(page(withText(hostile))).filter(
      ({ attributes }) => attributes.get('type') === 'application/json',
    );
    expect(islands).toHaveLength(2);
    for (const { raw } of islands) expect(raw).not.toMatch(/[<\u2028\u2029]/);
  });

  test('becomes no link, not even where a check would name its documentation', () => {
    const remediation = [
      'javascript:alert(1)',
      'https://evil.example/',
      'https://istio.io@evil.example/',
      'http://istio.io/',
      '//istio.io',
    ].map((doc) => ({ text: 'Read this.', doc }));
    const html = page(
      analysis({ checks: [checkResult('routing/missing-subset', { findings: [finding({ remediation })] })] }),
    );
    const outside = htmlElements(html).filter(
      ({ name, attributes }) => name === 'a' && !attributes.get('href')?.startsWith('#'),
    );
    expect(outside).toEqual([]);
  });

  test('is no key of a template', () => {
    const inventory = JSON.parse(
      '{"constructor": 1, "helperMissing": {"__proto__": 2, "toString": 3}, "blockHelperMissing": ["length"]}',
    );
    expect(htmlText(page(analysis({ inventory })))).toContain(
      'Helper missing __proto__ 2, toString 3 Block helper missing length',
    );
  });
});

describe('the size of the page', () => {
  test('without findings is below 60 KB of style and script', () => {
    const own = htmlElements(sample).filter(
      ({ name, attributes }) => name === 'style' || (name === 'script' && attributes.size === 0),
    );
    const bytes = own.reduce((sum, { raw = '' }) => sum + Buffer.byteLength(raw), 0);
    expect(bytes).toBeLessThan(60 * 1024);
  });

  test('stays below 5 MB: excerpts give way first, and the page says so', () => {
    const html = page(withFindings(400, 12));
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(5 * 1024 * 1024);
    expect(notice(html)).toBe('To keep this page small, excerpts are cut. The report.json beside it is complete.');
    expect(html.includes('id="report"')).toBe(true);
  });

  test('leaves out the embedded report last, and keeps the title of every finding', () => {
    const html = page(withFindings(4000, 12));
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(5 * 1024 * 1024);
    expect(notice(html)).toContain('report.json is not embedded');
    expect(html.includes('id="report"')).toBe(false);
    expect(html.match(/id="f=/g)).toHaveLength(4000);
  });
});

function page(of: Analysis): string {
  return render(reportOf(of), 'html');
}

function hashOf(text: string | undefined): string {
  return `sha256-${createHash('sha256')
    .update(text ?? '')
    .digest('base64')}`;
}

function notice(html: string): string | undefined {
  return /To keep this page small[^<]*/.exec(html)?.[0];
}

function positions(text: string, parts: readonly string[]): number[] {
  return parts.map((part) => {
    const at = text.indexOf(part);
    if (at < 0) throw new Error(`not on the page: ${part}`);
    return at;
  });
}

/** Members that the report constrains; all other strings of an analysis are free text. */
const fixed = new Set([
  'fingerprint',
  'finding',
  'symptoms',
  'check',
  'id',
  'blocks',
  'severity',
  'basis',
  'role',
  'outcome',
  'dataPlane',
  'baseline',
]);

function withText(text: string): Analysis {
  const replace = (value: unknown, key: string): unknown => {
    if (fixed.has(key)) return value;
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replace(member, name)]));
  };
  return replace(incompleteAnalysis(), '') as Analysis;
}

function withFindings(total: number, excerptLines: number): Analysis {
  const excerpt = Array.from({ length: excerptLines }, (_, line) =>
    `line ${line} of an access log `.padEnd(200, 'x'),
  ).join('\n');
  const findings = Array.from({ length: total }, (_, index) =>
    finding({
      fingerprint: index.toString(16).padStart(16, '0'),
      title: `VirtualService shop/reviews-${index} sends requests to a subset that does not exist`,
      subject: { kind: 'VirtualService', namespace: 'shop', name: `reviews-${index}` },
      evidence: Array.from({ length: 3 }, (_, row) => ({
        path: `proxies/shop/cart-${row}/istio-proxy.log`,
        line: 1,
        excerpt,
      })),
    }),
  );
  const checks = Array.from({ length: 40 }, (_, index) =>
    checkResult(`routing/check-${index}`, {
      findings: findings
        .filter((_, at) => at % 40 === index)
        .map((one) => ({ ...one, check: `routing/check-${index}` })),
    }),
  );
  return analysis({ checks });
}
