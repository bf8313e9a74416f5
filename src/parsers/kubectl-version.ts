import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { parseJsonDocuments } from './support/json.js';

/** Versions without the leading `v`. */
export interface KubectlVersion {
  client?: string;
  server?: string;
}

const version = z.object({ gitVersion: z.string() }).nullish();
const document = z.object({ clientVersion: version, serverVersion: version, info: version });

/**
 * `kubectl version`: JSON, the Go literals of kubectl to 1.27 (`Server Version: version.Info{…, GitVersion:"v1.10.5", …}`),
 * or the short form (`Server Version: v1.31.2`). Also `cluster_version.json` of Replicated troubleshoot, whose `info` is the
 * server's version.
 */
export const kubectlVersion = defineTextParser<'kubectl-version', KubectlVersion>({
  kind: 'kubectl-version',
  parse(text) {
    const start = text.search(/^\{/m);
    const found = start < 0 ? fromText(text) : fromJson(text.slice(start));
    const client = found.client?.replace(/^v/, '');
    const server = found.server?.replace(/^v/, '');
    if (client === undefined && server === undefined) throw new Unusable('no version of kubectl in it');
    return { artifact: { ...(client !== undefined && { client }), ...(server !== undefined && { server }) } };
  },
});

interface Found {
  client?: string | undefined;
  server?: string | undefined;
}

/** kubectl warns behind the JSON when client and server are far apart. */
function fromJson(text: string): Found {
  const result = document.safeParse(parseJsonDocuments(text).documents[0]);
  if (!result.success) throw new Unusable('not the JSON of kubectl version');
  return {
    client: result.data.clientVersion?.gitVersion,
    server: (result.data.serverVersion ?? result.data.info)?.gitVersion,
  };
}

function fromText(text: string): Found {
  return { client: versionBehind(text, 'Client Version: '), server: versionBehind(text, 'Server Version: ') };
}

function versionBehind(text: string, label: string): string | undefined {
  const line = text
    .split('\n')
    .find((candidate) => candidate.startsWith(label))
    ?.slice(label.length, 2000);
  if (line === undefined) return undefined;
  return /GitVersion:"([^"]{1,100})"/.exec(line)?.[1] ?? /^v?\d[\w.+-]{0,100}/.exec(line)?.[0];
}
