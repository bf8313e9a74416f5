export interface EnvoyClusters {
  clusters: number;
  hosts: number;
  /** Hosts with a health flag: failed checks, outlier ejection, EDS health. */
  unhealthy: (UpstreamHost & { flags: string[] })[];
  /** Hosts to which connections failed since the proxy started. */
  connectFailures: (UpstreamHost & { failed: number; total: number })[];
}

export interface UpstreamHost {
  cluster: string;
  address: string;
  line?: number;
}

/** More than this many of a sort are not kept for one proxy. */
export const maxHosts = 2000;

/** Reads windows of the page into an artifact. `read` is the window contract of parsers. */
export interface ClustersReader {
  read(bytes: Buffer, length: number, last: boolean): number;
  /** What could not be read as it should, in words. */
  trouble(): string[];
}

export function emptyClusters(): EnvoyClusters {
  return { clusters: 0, hosts: 0, unhealthy: [], connectFailures: [] };
}
