import { sameAddress } from '../core/ip.js';
import type { PodSpec } from '../model/facets.js';
import { applicationSockets, onAnyAddress, onLoopback } from '../model/lookup/listening.js';
import type { Payload } from './payload.js';
import { podName, type TraceSources } from './sources.js';
import { type Ended, ended, failed, step, type Walk, without } from './walk.js';

/** Whether somebody listens where the connection ends; sockets do not tell the protocol. */
export function toApplication(
  walk: Walk,
  pod: PodSpec,
  { ip, port }: { ip: string; port: number },
  payload: Payload,
  sources: TraceSources,
): Ended[] {
  const at = podName(pod);
  const outcome = {
    text: payload.kind === 'http' ? 'the application answers' : 'the application takes the connection',
  };
  const sockets = sources.podSockets?.find((own) => own.pod.namespace === pod.namespace && own.pod.name === pod.name);
  if (sockets === undefined || applicationSockets(sockets).length === 0)
    return ended(
      without(walk, `whether the application in ${at} listens on port ${port}: no list of its sockets shows it`),
      { outcome },
    );
  const onPort = sockets.listening.filter((socket) => socket.protocol === 'tcp' && socket.port === port);
  const takes = onPort.find((socket) => onAnyAddress(socket) || sameAddress(socket.address, ip));
  if (takes !== undefined) {
    const evidence = [{ ...sockets.source, line: takes.line, excerpt: takes.excerpt }];
    return ended(
      step(walk, {
        stage: 'application',
        status: 'matched',
        at,
        text: `something listens on ${takes.address}:${port}`,
        evidence,
      }),
      { outcome },
    );
  }
  const [other] = onPort;
  const condition =
    other === undefined
      ? 'APP_NOT_LISTENING'
      : onLoopback(other)
        ? 'APP_LISTENS_ON_LOOPBACK'
        : 'APP_LISTENS_ON_POD_IP_ONLY';
  const text =
    other === undefined
      ? `nothing listens on port ${port}`
      : `the application listens on ${other.address}:${port} only, and the connection goes to ${ip}`;
  const evidence = [
    other === undefined ? sockets.source : { ...sockets.source, line: other.line, excerpt: other.excerpt },
  ];
  return failed(
    walk,
    { stage: 'application', at, text, condition, evidence },
    {
      status: 503,
      serverFlag: 'UF',
      details: 'via_upstream',
      text: 'the caller gets 503; the proxy of the server logs UF, that of the caller no flag',
    },
  );
}
