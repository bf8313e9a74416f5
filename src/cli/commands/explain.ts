import type { Command } from 'commander';
import type { AnyCheck } from '../../checks/check.js';
import { allChecks } from '../../checks/index.js';
import { UsageError } from '../../core/errors.js';
import { facetInfo } from '../../model/facet-info.js';
import type { FacetName } from '../../model/facets.js';
import { writeStdout } from '../output.js';

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('say what a check means, how it decides, when it may be wrong and what to do about its findings')
    .argument('<id>', 'a check id, or a code of another tool such as IST0101 or KIA1107')
    .action(async (id: string) => {
      const found = checksCalled(id);
      if (found.length === 0) throw new UsageError(`no check is called ${id}; meshtriage checks lists them.`);
      await writeStdout(found.map(explain).join('\n'));
    });
}

/** The check of that id, or all checks whose findings can carry that code. */
function checksCalled(id: string): readonly AnyCheck[] {
  const code = id.toUpperCase();
  return allChecks.filter(({ meta }) => meta.id === id || codesOf(meta).includes(code));
}

function codesOf({ aliases = [], codes = [] }: AnyCheck['meta']): readonly string[] {
  return [...aliases, ...codes];
}

function explain({ meta, requires, uses = [], messages }: AnyCheck): string {
  const titles = (names: readonly FacetName[]) => names.map((name) => facetInfo[name].title).join(', ');
  const codes = codesOf(meta);
  const lines = [
    `${meta.id} (${meta.severity})`,
    `  ${meta.title}`,
    '',
    `  Why      ${meta.why}`,
    ...(meta.decides ? [`  Decides  ${meta.decides}`] : []),
    `  Reads    ${titles(requires)}`,
    ...(uses.length > 0 ? [`  Uses     ${titles(uses)}, when they are there`] : []),
    ...(codes.length > 0 ? [`  Also     ${codes.join(', ')}`] : []),
    '',
    '  Says',
    ...Object.values(messages).map((message) => `    ${message}`),
    ...section('Known to be wrong, or silent', meta.falsePositives ?? []),
    '',
    '  What to do',
    ...meta.fix.flatMap(({ text, command, doc }) => [
      `    ${text}`,
      ...(command ? [`      ${command}`] : []),
      ...(doc ? [`      ${doc}`] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, sentences: readonly string[]): string[] {
  return sentences.length === 0 ? [] : ['', `  ${title}`, ...sentences.map((sentence) => `    ${sentence}`)];
}
