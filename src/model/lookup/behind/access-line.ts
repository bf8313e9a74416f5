import type { Evidence } from '../../../core/evidence.js';

/** What lines of an access log tell about the connection that came in. */
export interface IncomingConnection {
  /** Port that the client wanted: the original destination at a sidecar, the listener's own at a gateway. */
  port?: number;
  /** `-` in the line: no TLS, or TLS without a server name. Absent where the line does not tell. */
  serverName?: string;
}

const jsonAddress = /"downstream_local_address"\s?:\s?"[^"\s]{1,60}:(\d{1,5})"/;
const jsonServerName = /"requested_server_name"\s?:\s?(?:"([^"]{1,253})"|(null))/;

/** Reads Istio's formats since 1.1; nothing from a line that was cut, or has a format of its own. */
export function incomingConnection(samples: readonly Evidence[]): IncomingConnection {
  for (const { excerpt } of samples) {
    const found = excerpt === undefined ? {} : excerpt.includes('{"') ? fromJson(excerpt) : fromText(excerpt);
    if (found.port !== undefined) return found;
  }
  return {};
}

function fromJson(text: string): IncomingConnection {
  const port = jsonAddress.exec(text)?.[1];
  const [, name, none] = jsonServerName.exec(text) ?? [];
  const serverName = name ?? (none === undefined ? undefined : '-');
  return { ...(port !== undefined && { port: Number(port) }), ...(serverName !== undefined && { serverName }) };
}

/** Behind the last quote: cluster, upstream local, downstream local and remote address, server name, and since 1.4 the route. */
function fromText(text: string): IncomingConnection {
  if (text.endsWith('…')) return {};
  const [, , local, remote, serverName] = text
    .slice(text.lastIndexOf('"') + 1)
    .trim()
    .split(' ');
  if (local === undefined || remote === undefined || serverName === undefined) return {};
  const port = /:(\d{1,5})$/.exec(local)?.[1];
  return port === undefined ? {} : { port: Number(port), serverName };
}
