import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';
import { type Line, numberedLines } from './support/lines.js';

/** `istioctl version` of any release, or the file `versions` of istioctl bug-report. */
export interface IstioVersions {
  /** istioctl itself. */
  client?: { version: string; line?: number };
  /** `control plane` is the component when istioctl merged equal ones. */
  controlPlane: { component: string; revision?: string; version: string; line?: number }[];
  dataPlane: { version: string; revision?: string; count?: number; line?: number }[];
}

export const istioVersions = defineTextParser({
  kind: 'istio-versions',
  parse(text) {
    const found = /^\s*\{/.test(text) ? fromJson(text) : isBugReport(text) ? fromBugReport(text) : fromText(text);
    if (found.client === undefined && found.controlPlane.length === 0 && found.dataPlane.length === 0)
      throw new Unusable('no version of Istio in it');
    return { artifact: found };
  },
});

// -o json, Istio 1.1 and later

const build = z.object({ version: z.string().min(1) });

const report = z.object({
  clientVersion: build.optional().catch(undefined),
  meshVersion: z
    .array(z.object({ Component: z.string(), Revision: z.string().optional(), Info: build }))
    .nullish()
    .catch(undefined),
  dataPlaneVersion: z
    .array(z.object({ IstioVersion: z.string() }))
    .nullish()
    .catch(undefined),
});

function fromJson(text: string): IstioVersions {
  const { data } = report.safeParse(parseJson(text));
  const proxies = new Map<string, number>();
  for (const { IstioVersion } of data?.dataPlaneVersion ?? [])
    if (IstioVersion !== '') proxies.set(IstioVersion, (proxies.get(IstioVersion) ?? 0) + 1);
  return {
    ...(data?.clientVersion && { client: { version: data.clientVersion.version } }),
    controlPlane: (data?.meshVersion ?? []).map(({ Component, Revision, Info }) => ({
      component: Component,
      ...(Revision && { revision: Revision }),
      version: Info.version,
    })),
    dataPlane: [...proxies].map(([version, count]) => ({ version, count })),
  };
}

// The file `versions` of bug-report

function isBugReport(text: string): boolean {
  return /^CLI version:|revisions\/versions were found in the cluster/m.test(text);
}

/** The fields of a Go literal, printed on one line (`%#v`) or pretty over several; GolangVersion must not count. */
const field = /(?<![A-Za-z])(Component|Version):\s*"([^"]{1,200})"/g;

/** Where a version could not be had, the text of an error stands, with addresses in it. */
const release = /^v?\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:[-+_][\w.+-]{0,100})?$/;

function fromBugReport(text: string): IstioVersions {
  const found: IstioVersions = { controlPlane: [], dataPlane: [] };
  let inControlPlane = false;
  let revision: string | undefined;
  let component = 'control plane';
  for (const line of numberedLines(text)) {
    const proxies = /^Revision (\S+): Versions \{([^}]*)\}/.exec(line.text);
    const heading = /^Revision (\S+):\s*$/.exec(line.text);
    if (line.text.includes('control plane revisions/versions')) inControlPlane = true;
    if (heading !== null) revision = heading[1];
    if (proxies !== null) {
      const versions = (proxies[2] ?? '').split(/[ ,]+/).filter((word) => release.test(word));
      for (const version of versions) found.dataPlane.push({ version, revision: proxies[1] ?? '', line: line.number });
      continue;
    }
    for (const [, name, value = ''] of line.text.matchAll(field)) {
      if (name === 'Component') component = value;
      else if (!inControlPlane) found.client ??= { version: value, line: line.number };
      else found.controlPlane.push({ component, ...(revision && { revision }), version: value, line: line.number });
    }
  }
  return found;
}

// Text

function fromText(text: string): IstioVersions {
  const found: IstioVersions = { controlPlane: [], dataPlane: [] };
  for (const line of numberedLines(text)) readLine(found, line);
  return found;
}

function readLine(found: IstioVersions, { number: line, text }: Line): void {
  const [, component = '', rest = ''] = /^([\w .-]{1,80}) version: (.+)$/.exec(text) ?? [];
  if (component === 'data plane') {
    for (const proxies of proxiesIn(rest)) found.dataPlane.push({ ...proxies, line });
    return;
  }
  // Istio 1.0 prints a block that begins with `Version:`; 1.1 prints the client's version alone without --remote.
  const version =
    versionIn(rest) ??
    /^Version: (\S+)$/.exec(text)?.[1] ??
    /^(?:version\.BuildInfo\{Version:"|)(\d+\.\d[^"\s]*)/.exec(text)?.[1];
  if (version === undefined) return;
  if (component === 'client' || component === '') found.client ??= { version, line };
  else found.controlPlane.push({ component, version, line });
}

/** `1.24.0`, or with --short=false `version.BuildInfo{Version:"1.24.0", …}`. */
function versionIn(text: string): string | undefined {
  return /^version\.BuildInfo\{Version:"([^"]+)"/.exec(text)?.[1] ?? /^\d\S*$/.exec(text)?.[0];
}

/** `1.24.0 (2 proxies), 1.23.1 (3 proxies)`, `none`, or with --short=false one line a proxy. */
function proxiesIn(text: string): { version: string; count?: number }[] {
  const [, version] = /IstioVersion:"([^"]+)"/.exec(text) ?? [];
  if (version !== undefined) return [{ version }];
  return [...text.matchAll(/(\S+) \((\d+) proxies\)/g)].map(([, version = '', count]) => ({
    version,
    count: Number(count),
  }));
}
