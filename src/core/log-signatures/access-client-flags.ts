import type { AccessSignature } from './access-signature.js';

/** Flags of lines that the client, a limit or a test is the reason for: the destination may be well. */
export const accessClientFlags: readonly AccessSignature[] = [
  {
    id: 'al-fault-injected',
    flags: ['FI', 'DI'],
    severity: 'warning',
    role: 'cause',
    title: 'A VirtualService injects faults into requests to {destination} (FI, DI)',
    why: 'Fault injection of a test is still active.',
    fix: [{ text: 'Remove fault from the VirtualService.', command: 'kubectl get virtualservices -A -o yaml' }],
  },
  {
    id: 'al-dpe',
    flags: ['DPE'],
    subject: 'proxy',
    severity: 'warning',
    role: 'cause',
    title: 'Clients send {owner} something that is not valid HTTP (DPE)',
    why: 'They speak TLS or another protocol to an HTTP port, or send headers that are too large.',
    fix: [
      {
        text: 'Correct the client, or the protocol of the port.',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
  },
  {
    id: 'al-ih',
    flags: ['IH'],
    subject: 'proxy',
    severity: 'warning',
    role: 'cause',
    title: 'Clients send {owner} invalid x-envoy- headers (IH)',
    why: 'The proxy checks such headers strictly and answers 400.',
    fix: [{ text: 'Remove the headers from the client.' }],
  },
  {
    id: 'al-si',
    flags: ['SI'],
    severity: 'warning',
    role: 'cause',
    title: 'Requests to {destination} are ended after a long silence (SI)',
    why: 'Nothing was sent for the idle timeout of a stream, five minutes by default.',
    fix: [{ text: 'Send keep-alives, or raise the stream idle timeout.' }],
  },
  {
    id: 'al-umsdr',
    flags: ['UMSDR', 'DT'],
    severity: 'warning',
    role: 'cause',
    title: 'Requests to {destination} are ended because they last longer than allowed (UMSDR, DT)',
    why: 'A maximum duration of streams or connections is configured.',
    fix: [{ text: 'Adjust maxStreamDuration or maxConnectionDuration.' }],
  },
  {
    id: 'al-rl',
    flags: ['RL', 'RLSE'],
    severity: 'info',
    role: 'cause',
    title: 'Requests to {destination} are rate limited (RL)',
    why: 'A local or global rate limit is reached; RLSE means that the rate limit service itself fails.',
    fix: [{ text: 'Raise the limit when it is not intended.' }],
  },
  {
    id: 'al-dc',
    flags: ['DC', 'DR'],
    share: 0.05,
    severity: 'info',
    role: 'symptom',
    title: 'Clients of {destination} close the connection before the response (DC)',
    why: 'Their timeout is shorter than the time that the service takes, or users give up.',
    fix: [
      { text: 'Look at what is slow behind the proxy; an equal duration in all lines is the timeout of the client.' },
    ],
  },
];
