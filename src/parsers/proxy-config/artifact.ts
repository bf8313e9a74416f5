export type ProxyConfigSection =
  | 'bootstrap'
  | 'clusters'
  | 'listeners'
  | 'routes'
  | 'endpoints'
  | 'secrets'
  | 'ecds'
  | 'log';

/** What `istioctl proxy-config` says about one proxy. */
export interface ProxyConfigOutput {
  /** Rows or elements by section; a section without any is in the map. */
  sections: Map<ProxyConfigSection, number>;
  /** From a table of endpoints, which may be of chosen clusters. */
  endpoints?: { clusters: number; unhealthy: UnhealthyEndpoint[] };
  secrets?: SecretRow[];
  istioVersion?: string;
}

export interface UnhealthyEndpoint {
  cluster: string;
  address: string;
  /** As Envoy's page /clusters names them. */
  flags: string[];
  line: number;
}

/** One certificate of a secret. */
export interface SecretRow {
  name: string;
  isAuthority: boolean;
  /** Hexadecimal, as printed. */
  serial: string;
  /** RFC 3339. */
  notBefore: string;
  notAfter: string;
  line: number;
  excerpt: string;
}
