import type { Call } from './run.js';

const name = '[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?';
const namespace = '--namespace=[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const resource = '[a-z0-9]+([.][-a-z0-9.]+)?';
const where = `(${namespace}|--all-namespaces)`;
const filter = '(--field-selector=[a-zA-Z.,=-]+|--selector=k8s-app=kube-dns|--ignore-not-found)';
const format = '(json|wide|custom-columns=\\S+( \\S+)?|go-template=.+)';
const container = `kubectl exec ${name} ${namespace} --container=${name} -- `;
const debugPages =
  'syncz|endpointShardz|endpointz|registryz|configz|push_status|adsz|inject|mesh|networkz|clusterz|ambientz|authenticationz|list';
const adminPages =
  'config_dump[?]include_eds|clusters[?]format=json|listeners[?]format=json|certs|stats|server_info|runtime|memory';

/** Every command that the script may run, without the flags that belong to every call. */
const allowed = [
  'kubectl version -o json',
  'kubectl config (current-context|view --minify -o jsonpath=\\S+)',
  `kubectl auth can-i (create pods --subresource=exec|get pods --subresource=log|--list) ${where}`,
  'kubectl api-resources --verbs=list -o name',
  'kubectl get --raw (/version|/version -v=8|/readyz[?]verbose)',
  `kubectl get ${resource}(,${resource})*( ${filter})?( ${where})?( ${filter})* -o ${format}( --chunk-size=500)?`,
  `kubectl get configmaps( ${name})+ ${namespace} --ignore-not-found -o json`,
  `kubectl logs ${name} ${namespace} --container=${name} --timestamps( --previous)? --(since=[0-9]+[smh]?|tail=[0-9]+) --limit-bytes=[0-9]+`,
  `kubectl port-forward pod/${name} ${namespace} :15000 :15020`,
  `${container}pilot-agent request GET (${adminPages})`,
  `${container}pilot-discovery request GET (/debug/(${debugPages})|metrics)`,
  `${container}curl -s localhost:(15000/(${adminPages})|8080/debug/(${debugPages})|9093/metrics)`,
  `${container}(cat /etc/resolv.conf|cat /proc/net/tcp /proc/net/tcp6|ip route show table all|ip rule|ip6?tables-save)`,
  `${container}(ss|netstat) -tulpn`,
  `${container}(nslookup [a-z0-9.-]+|curl -sv -m 10 http://[a-z0-9.-]+:[0-9]+/(version|ready)|ping -c 3 -w 10 [0-9a-f.:]+)`,
  'istioctl version -o json',
  `istioctl analyze --all-namespaces -o json --istioNamespace=${name}`,
  `istioctl proxy-status( --output=json| --verbosity=1)? --istioNamespace=${name}`,
  `istioctl authn tls-check( ${name})?`,
].map((pattern) => new RegExp(`^${pattern}$`, 's'));

const secrets = /^secrets?([.,]|$)|,secrets?([.,]|$)/;

/** Calls that are not on the list, one a line. */
export function notAllowed(calls: readonly Call[]): string[] {
  return calls.flatMap((call) => {
    const own = call.filter((argument) => !/^--(request-timeout|context|kubeconfig|as)=/.test(argument));
    const line = own.join(' ');
    const fits = allowed.some((pattern) => pattern.test(line)) && !own.some((argument) => secrets.test(argument));
    return fits ? [] : [line];
  });
}
