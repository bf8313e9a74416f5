import type { Command } from 'commander';
import type { AnyCheck } from '../../checks/check.js';
import { allChecks } from '../../checks/index.js';
import { UsageError } from '../../core/errors.js';
import { facetInfo } from '../../model/facet-info.js';
import type { FacetName } from '../../model/facets.js';
import { writeStdout } from '../output.js';

export function addChecksCommands(program: Command): void {
  program
    .command('checks')
    .description('list every check')
    .action(async () => {
      const width = Math.max(...allChecks.map(({ meta }) => meta.id.length));
      await writeStdout(
        allChecks.map(({ meta }) => `${meta.id.padEnd(width)}  ${meta.severity.padEnd(7)}  ${meta.title}\n`).join(''),
      );
    });
  program
    .command('explain')
    .description('say what a check means, what it reads and what to do about its findings')
    .argument('<id>', 'a check id, or a code of another tool such as IST0101')
    .action(async (id: string) => {
      const found = allChecks.filter(({ meta }) => meta.id === id || meta.aliases?.includes(id));
      if (found.length === 0) throw new UsageError(`no check is called ${id}; meshtriage checks lists them.`);
      await writeStdout(found.map(explain).join('\n'));
    });
}

function explain({ meta, requires, uses = [], messages }: AnyCheck): string {
  const titles = (names: readonly FacetName[]) => names.map((name) => facetInfo[name].title).join(', ');
  const lines = [
    `${meta.id} (${meta.severity})`,
    `  ${meta.title}`,
    '',
    `  Why    ${meta.why}`,
    `  Reads  ${titles(requires)}`,
    ...(uses.length > 0 ? [`  Uses   ${titles(uses)}, when they are there`] : []),
    ...(meta.aliases ? [`  Also   ${meta.aliases.join(', ')}`] : []),
    '',
    '  Says',
    ...Object.values(messages).map((message) => `    ${message}`),
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
