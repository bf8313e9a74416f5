// Writes CHECKS.md from what the checks say of themselves; with --check, fails when the file is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { allChecks } from '../dist/checks/index.js';
import { facetInfo } from '../dist/model/facet-info.js';

const target = new URL('../CHECKS.md', import.meta.url);
const content = render();
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== content) {
    console.error('CHECKS.md is not current: run npm run docs');
    process.exit(1);
  }
} else {
  writeFileSync(target, content);
}

function render() {
  const byCategory = new Map();
  for (const check of [...allChecks].sort((a, b) => (a.meta.id < b.meta.id ? -1 : 1))) {
    const category = check.meta.id.split('/')[0];
    byCategory.set(category, [...(byCategory.get(category) ?? []), check]);
  }
  const sections = [...byCategory].map(([category, checks]) => `## ${category}\n\n${checks.map(section).join('\n')}`);
  return `# Checks\n\nGenerated from the checks themselves. ${allChecks.length} checks.\n\n${sections.join('\n')}`;
}

function section({ meta, requires, uses = [] }) {
  const codes = [...(meta.aliases ?? []), ...(meta.codes ?? [])];
  const titles = (names) => names.map((name) => facetInfo[name].title).join(', ');
  return [
    `### ${meta.id}`,
    '',
    `${meta.title}. Severity: ${meta.severity}.${codes.length > 0 ? ` Also known as ${codes.join(', ')}.` : ''}`,
    '',
    meta.why,
    ...(meta.decides ? ['', meta.decides] : []),
    '',
    `- reads: ${titles(requires)}`,
    ...(uses.length > 0 ? [`- uses, when they are there: ${titles(uses)}`] : []),
    ...(meta.falsePositives ?? []).map((sentence) => `- known: ${sentence}`),
    ...meta.fix.map(({ text }) => `- fix: ${text}`),
    '',
  ].join('\n');
}
