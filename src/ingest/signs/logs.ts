/** A time that kubectl (`--timestamps`) or the container runtime (`stdout F`) put in front of a line. */
const captured = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) (?:(?:stdout|stderr) [FP] )?/;

/** Forms of lines that only components of the mesh and of Kubernetes print. */
const forms: readonly RegExp[] = [
  // Istio: tabs since 1.0; ztunnel up to 1.21 separates by blanks and names its module.
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z(?:\t(?:trace|debug|info|warn|warning|error|critical|fatal|none)\t| +(?:TRACE|DEBUG|INFO|WARN|ERROR) .{0,80}ztunnel)/,
  /^\[(?:Envoy \(Epoch \d+\)\] \[)?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]\[\d+\]\[(?:trace|debug|info|warning|error|critical)\]\[/,
  /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] "[^"]{1,400}" \d/,
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [\w./-]{1,100}:\d+\] /,
  /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?\[(?:INFO|WARNING|ERROR|FATAL|DEBUG)\] (?:plugin\/|\S+:\d+ - \d+ ")/,
  /^CoreDNS-\d/,
  /^\{(?=.{0,4000}"(?:level|severity)":")(?=.{0,4000}"(?:msg|message)":")(?=.{0,4000}"(?:time|timestamp|ts)":)/,
  /^\{(?=.{0,4000}"response_code":)(?=.{0,4000}"(?:authority|upstream_cluster|response_flags)":)/,
];

/** What only one component says. The first that fits any line counts. */
const voices: readonly (readonly [component: string, line: RegExp])[] = [
  ['dns', /^CoreDNS-\d|\] plugin\/|^\[INFO\] \S+:\d+ - \d+ "/],
  [
    'ztunnel',
    /\bztunnel::|\taccess\tconnection (?:opened|complete|failed)|"access".{0,40}"connection (?:complete|failed)/,
  ],
  ['istio-cni', /\t(?:cni|cni-agent|cni-plugin|install|repair)\t|[Ii]stio[ -]CNI|istio-cni/],
  ['istio-init', /Istio iptables environment|istio-iptables|Writing following contents to rules file/],
  [
    'istio-proxy',
    /\tenvoy [\w ]{2,40}\t|\tenvoy [\w ]{2,40} \S+:\d+\t|\]\[\d+\]\[\w+\]\[\w+\]|Proxy role|Epoch \d+ |Envoy (?:proxy|command)|FLAG: --(?:proxyLogLevel|serviceCluster|concurrency)|\t(?:xdsproxy|proxy-agent)\t|connected to upstream XDS server|^\[\d{4}-[^\]]{10,20}Z\] "|^\{(?=.{0,4000}"response_code":)/,
  ],
  [
    'control-plane',
    /\t(?:ads|delta|model|rootcertrotator|validationController|validationServer|pkica|serverca|kube|mcp|galley|gateway|leader election)\t|"scope":"(?:ads|delta|model|pkica|kube)"|\bA?DS: |Push debounce|FLAG: --(?:kubeconfig|keepalive|registries|mcp|monitoringAddr|grpcAddr)|istiod-/,
  ],
];

/** Names of files and folders, where the content does not tell. */
const names: readonly (readonly [component: string, name: RegExp])[] = [
  ['ztunnel', /(?:^|[./_-])ztunnel/],
  ['istio-cni', /istio-cni|install-cni/],
  ['istio-init', /istio-(?:init|validation)/],
  ['dns', /coredns|kube-dns/],
  ['operator', /istio-operator|sail-operator/],
  ['istio-proxy', /istio-proxy|istio-(?:ingress|egress)gateway|pilot-agent|envoy/],
  [
    'control-plane',
    /istiod|istio-(?:pilot|galley|citadel|mixer|telemetry|policy|sidecar-injector)|(?:^|[/._-])discovery\./,
  ],
];

const maxLines = 60;
const longestLine = 5000;

/** The component whose log a text is, `application` for a log that does not say; nothing when it is no log. */
export function logComponent(lines: readonly string[], path: string): string | undefined {
  const filled = lines.filter((line) => line.trim() !== '').slice(0, maxLines);
  const bare = filled.map((line) => withoutCaptureTime(line.slice(0, longestLine)));
  const known = bare.filter((line) => forms.some((form) => form.test(line))).length;
  const timed = filled.filter((line) => captured.test(line)).length;
  // Stack traces and messages of several lines stand between the lines of a log.
  const beginsKnown = known >= 3 && forms.some((form) => form.test(bare[0] ?? ''));
  const isKnown = beginsKnown || (known > 0 && known * 3 >= filled.length);
  // The last line may be cut off.
  const isTimed = timed >= 2 && timed >= filled.length - 1;
  if (!isKnown && !isTimed) return undefined;
  const voice = voices.find(([, words]) => bare.some((line) => words.test(line)));
  const name = names.find(([, words]) => words.test(path.toLowerCase()));
  return voice?.[0] ?? name?.[0] ?? 'application';
}

/** The message of Istio's own lines begins with a time as well, and a tab behind it. */
function withoutCaptureTime(line: string): string {
  return line.replace(captured, (time, offset: number, whole: string) =>
    /^(?:TRACE|DEBUG|INFO|WARN|ERROR) /.test(whole.slice(offset + time.length).trimStart()) ? time : '',
  );
}
