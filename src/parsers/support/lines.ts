/** One line of an entry with its number, counted from 1. */
export interface Line {
  number: number;
  text: string;
}

export function numberedLines(text: string): Line[] {
  return text.split('\n').map((line, index) => ({ number: index + 1, text: line }));
}

/**
 * Lines that kubectl, client-go, curl or istioctl print to stderr and that captures with `2>&1` put in front of the data.
 * The list follows what the tools print: container defaulting (kubectl to 1.20 and since 1.21), TTY and deprecation
 * warnings, klog lines, curl's progress meter, port-forward, exec's closing line.
 */
const foreign =
  /^(Defaulting container name to |Use 'kubectl describe |Defaulted container "|Unable to use a TTY|Warning: |[WEI]\d{4} \d\d:\d\d:\d\d\.\d| {2}% Total | +Dload | +\d+ +\d+ +\d+ |command terminated with exit code|Forwarding from |Handling connection for |\$ )/;

export function isForeignLine(line: string): boolean {
  return foreign.test(line);
}

/**
 * Starts of a first line that make the whole entry an error text instead of data. istiod answers 401 and 403 without a body:
 * only the status of `curl -i` tells, and `pilot-discovery request` as an error of its own.
 */
const failure =
  /^(Error from server|Error:|error:|The connection to the server|Unable to connect to the server|OCI runtime exec failed|exec failed:|Error response from daemon|rpc error: code = |No such container|bash:|sh:|\/bin\/sh:|curl: \(|404 page not found|upstream connect error|invalid path\. admin commands are|Proxy not connected to this Pilot|You must provide a proxyID|the debug info is not available for|DNS capture is not enabled in the proxy|Pilot Version tracking is disabled|unable to marshal push information|HTTP\/[\d.]{1,3} [45]\d\d\b|<!DOCTYPE|<html)/i;

/** The error text when the first useful line of an entry is one, else undefined. */
export function wholeFileError(text: string): string | undefined {
  let onlyForeign: string | undefined;
  for (const line of text.slice(0, 8192).split('\n', 50)) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (isForeignLine(line)) {
      onlyForeign ??= trimmed;
      continue;
    }
    return failure.test(trimmed) ? trimmed : undefined;
  }
  return onlyForeign;
}
