import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { render } from '../../src/render/index.js';
import { incompleteAnalysis, sampleAnalysis } from '../helpers/analysis.js';
import { reportOf } from '../helpers/report.js';

const executablePath = findChromium();
const report = reportOf(sampleAnalysis());
const openEverything = "document.querySelectorAll('details').forEach((details) => { details.open = true; })";
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(executablePath === undefined)('the page in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  let incompleteAddress: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshtriage-page-'));
    address = savedAs(join(folder, 'report.html'), render(report, 'html'));
    incompleteAddress = savedAs(join(folder, 'incomplete.html'), render(reportOf(incompleteAnalysis()), 'html'));
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function withPage<T>(
    options: BrowserContextOptions & { at?: string },
    use: (page: Page, log: string[]) => Promise<T>,
  ): Promise<T> {
    const { at = address, ...contextOptions } = options;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
    try {
      const page = await context.newPage();
      const log: string[] = [];
      page.on('console', (message) => log.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => log.push(`error: ${error.message}`));
      page.on('request', (request) => log.push(`request: ${request.url()}`));
      await page.goto(at);
      return await use(page, log);
    } finally {
      await context.close();
    }
  }

  test('asks for nothing but its own file and reports no error', async () => {
    await withPage({}, async (page, log) => {
      await page.getByRole('button', { name: 'Open all' }).click();
      expect(log).toEqual([`request: ${address}`]);
    });
  });

  test.each(['light', 'dark'] as const)('has no serious accessibility problem in %s', async (colorScheme) => {
    await withPage({ colorScheme, at: incompleteAddress }, async (page) => {
      await page.evaluate(openEverything);
      expect(await seriousViolations(page)).toEqual([]);
    });
  });

  test('can be read without script: every title is visible, and what is folded opens', async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      for (const { title } of report.findings) {
        expect(await page.locator('.finding h3', { hasText: title }).isVisible()).toBe(true);
      }
      expect(await page.getByRole('button').count()).toBe(0);
      const folded = page.locator('.finding', { hasText: 'Port 9090 of Service data/metrics' });
      await folded.locator('summary').first().click();
      expect(await folded.getByText('Set appProtocol on the port').isVisible()).toBe(true);
    });
  });

  test('does not scroll sideways on a telephone or a desk', async () => {
    for (const width of [390, 1280]) {
      const overflow = await withPage({ viewport: { width, height: 844 }, at: incompleteAddress }, async (page) => {
        await page.evaluate(openEverything);
        return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      });
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });

  test('filters by words, namespace, check and severity', async () => {
    await withPage({}, async (page) => {
      const shown = () => page.locator('.finding:visible h3').allInnerTexts();
      const search = page.getByRole('searchbox');
      await search.fill('9090 ns:data');
      expect(await shown()).toEqual([expect.stringContaining('Port 9090 of Service data/metrics')]);
      expect(await page.locator('#shown').textContent()).toBe('1 of 8 findings');
      await search.fill('c:traffic/* !ingressgateway');
      expect(await shown()).toEqual([expect.stringContaining('503 UF')]);
      await search.fill('s:info');
      expect(await shown()).toHaveLength(1);
      await search.fill('');
      await page.getByRole('button', { name: 'Error' }).click();
      expect(await shown()).toHaveLength(3);
      expect(await page.locator('#causes').isVisible()).toBe(false);
    });
  });

  test('opens the finding and the query that its address names', async () => {
    await withPage({ at: `${address}#f=a1b2c3d4e5f60007` }, async (page) => {
      expect(await page.getByText('Set appProtocol on the port').isVisible()).toBe(true);
    });
    await withPage({ at: `${address}#q=${encodeURIComponent('ns:tools')}` }, async (page) => {
      expect(await page.locator('.finding:visible').count()).toBe(1);
    });
  });

  test('is driven by keys', async () => {
    await withPage({}, async (page) => {
      const focused = () => page.evaluate<string>('document.activeElement.textContent');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      expect(await focused()).toContain('VirtualService shop/reviews');
      await page.keyboard.press('k');
      expect(await focused()).toContain('Six workloads');
      await page.keyboard.press('o');
      expect(await page.locator('.finding').first().getAttribute('open')).toBeNull();
      await page.keyboard.press('?');
      expect(await page.getByRole('dialog').isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await page.keyboard.type('jko');
      expect(await page.getByRole('searchbox').inputValue()).toBe('jko');
    });
  });

  test('changes its theme on request', async () => {
    await withPage({ colorScheme: 'light' }, async (page) => {
      const background = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
      const light = await background();
      await page.getByRole('button', { name: 'Dark' }).click();
      expect(await background()).not.toBe(light);
      expect(await seriousViolations(page)).toEqual([]);
    });
  });

  test('is printed in full, whatever is folded or filtered', async () => {
    await withPage({}, async (page) => {
      await page.getByRole('searchbox').fill('nothing has this in it');
      await page.emulateMedia({ media: 'print' });
      for (const { title, remediation } of report.findings) {
        const card = page.locator('.finding').filter({ has: page.getByRole('heading', { name: title }) });
        expect(
          await card
            .getByText(remediation[0]?.text ?? '')
            .first()
            .isVisible(),
        ).toBe(true);
      }
      expect(await page.getByRole('searchbox').isVisible()).toBe(false);
      expect(await page.getByText('services/port-name').last().isVisible()).toBe(true);
    });
  });
});

function savedAs(path: string, html: string): string {
  writeFileSync(path, html);
  return pathToFileURL(path).href;
}

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

/** Runs axe in the page; the debugger may evaluate what the policy of the page forbids. */
async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>('axe.run().then((result) => result.violations)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

function findChromium(): string | undefined {
  const candidates = [process.env.CHROMIUM, '/usr/bin/chromium'];
  const known = candidates.find((path) => path !== undefined && existsSync(path));
  if (known !== undefined) return known;
  try {
    return (
      execFileSync('which', ['chromium'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}
