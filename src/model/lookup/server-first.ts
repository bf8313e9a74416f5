import type { PodSpec, ServicePort } from '../facets.js';
import { applicationContainers } from './pods.js';
import { targetPortIn } from './target-port.js';

/** Protocols in which the server speaks first, by their usual port; those that Istio itself knows are not among them. */
const byPort: ReadonlyMap<number, string> = new Map([
  [21, 'FTP'],
  [22, 'SSH'],
  [23, 'Telnet'],
  [110, 'POP3'],
  [119, 'NNTP'],
  [143, 'IMAP'],
  [587, 'SMTP'],
  [2525, 'SMTP'],
  [4190, 'ManageSieve'],
  [4222, 'NATS'],
  [5900, 'VNC'],
]);

/** By a word of the port's name. */
const byWord: ReadonlyMap<string, string> = new Map([
  ['ftp', 'FTP'],
  ['imap', 'IMAP'],
  ['mariadb', 'MySQL'],
  ['mysql', 'MySQL'],
  ['pop3', 'POP3'],
  ['sftp', 'SSH'],
  ['smtp', 'SMTP'],
  ['ssh', 'SSH'],
  ['telnet', 'Telnet'],
  ['vnc', 'VNC'],
]);

/** By the name of the image, for the port that its container declares. */
const byImage: ReadonlyMap<string, string> = new Map([
  ['mariadb', 'MySQL'],
  ['mysql', 'MySQL'],
  ['mysql-server', 'MySQL'],
  ['openssh-server', 'SSH'],
  ['percona', 'MySQL'],
  ['percona-server', 'MySQL'],
  ['postfix', 'SMTP'],
  ['sftp', 'SSH'],
  ['vsftpd', 'FTP'],
]);

/**
 * The protocol of a service port in which the server speaks first, by its number, its name, or the image of the container
 * behind it. Absent for all others, those of PostgreSQL, Redis and MongoDB too, whose clients speak first.
 */
export function serverFirstProtocol(port: ServicePort, pods: readonly PodSpec[]): string | undefined {
  const words = (port.name ?? '').toLowerCase().split('-');
  // Secured by TLS from the first byte on, which is the client's; and what only measures a server.
  if (words.some((word) => ['tls', 'ssl', 'metrics', 'exporter', 'web', 'ui'].includes(word))) return undefined;
  const word = words.find((candidate) => byWord.has(candidate));
  return byPort.get(port.port) ?? byWord.get(word ?? '') ?? ofImage(port, pods);
}

function ofImage(port: ServicePort, pods: readonly PodSpec[]): string | undefined {
  for (const pod of pods) {
    const target = targetPortIn(pod, port);
    const container = applicationContainers(pod).find(({ ports }) => ports.some((own) => own.port === target));
    const protocol = container && byImage.get(imageName(container.image));
    if (protocol !== undefined) return protocol;
  }
  return undefined;
}

/** `docker.io/library/mysql:8.4` as `mysql`. */
function imageName(image: string): string {
  const [reference = ''] = image.split('@', 1);
  return reference.slice(reference.lastIndexOf('/') + 1).split(':', 1)[0] ?? '';
}

/**
 * For how long a proxy waits for the first bytes of a client by default, before it takes a connection for TCP: the setting
 * protocolDetectionTimeout was 100 ms at first, 5 s in Istio 1.6 and 1.7, and is off since 1.8.
 */
export function detectionWait(minor: number | undefined): string {
  if (minor === undefined || minor >= 8) return 'without end';
  return minor >= 6 ? '5 seconds' : '100 milliseconds';
}
