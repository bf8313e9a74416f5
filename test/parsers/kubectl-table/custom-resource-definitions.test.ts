import { expect, test } from 'vitest';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

test('names of the definitions, with versions of Kubernetes that fill the column or not', () => {
  const { artifact, notes } = parseText(
    kubectlTable,
    `
    NAME                                   GROUP                 VERSIONS           SCOPE
    virtualservices.networking.istio.io    networking.istio.io   v1,v1beta1         Namespaced
    gateways.networking.istio.io           networking.istio.io   <none>             Namespaced
    `,
  );
  expect(artifact.customResourceDefinitions).toMatchObject([
    { name: 'virtualservices.networking.istio.io', line: 2 },
    { name: 'gateways.networking.istio.io', line: 3 },
  ]);
  expect(notes).toEqual([]);
});

test('a header without rows is a cluster that defines none', () => {
  const { artifact } = parseText(kubectlTable, 'NAME   GROUP   VERSIONS   SCOPE\n');
  expect(artifact).toEqual({ customResourceDefinitions: [] });
});

test('a row that is no name is a note, so that the list proves nothing absent', () => {
  const { artifact, notes } = parseText(
    kubectlTable,
    `
    NAME                                  GROUP                 VERSIONS   SCOPE
    virtualservices.networking.istio.io   networking.istio.io   v1         Namespaced
    Error from server                     <none>                <none>     <none>
    `,
  );
  expect(artifact.customResourceDefinitions).toHaveLength(1);
  expect(notes).toMatchObject([{ code: 'item-dropped' }]);
});
