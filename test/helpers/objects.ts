import { kubernetesObjects } from '../../src/parsers/kubernetes-objects/index.js';
import { dedent, parseWindow } from './parse.js';

/** What is kept of the API object in a YAML text; throws when there is none. */
export function objectFrom(yaml: string) {
  const { artifact, notes } = parseWindow(kubernetesObjects, dedent(yaml));
  const [object] = artifact.objects;
  if (object === undefined) throw new Error(`no object: ${JSON.stringify(notes)}`);
  return object;
}
