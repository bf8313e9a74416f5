import { signaturesOfCheck, titlesOf } from '../../core/log-signatures/index.js';
import { logProblems } from '../../model/lookup/log-problems.js';
import { defineCheck } from '../check.js';

/** One message a known log line of CoreDNS and kube-dns. */
export const dnsServerErrors = defineCheck({
  meta: {
    id: 'dns/server-errors',
    title: 'The DNS servers log no errors',
    severity: 'error',
    basis: 'observed',
    why: 'A DNS server that loses its upstream or its data makes names fail in every namespace, the name of the control plane included.',
    fix: [
      {
        text: 'Follow the advice for the message.',
        command: 'kubectl logs -n kube-system -l k8s-app=kube-dns',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
  },
  requires: ['dnsLogs'],
  messages: titlesOf(signaturesOfCheck('dns/server-errors')),
  identity: ['about'],
  run({ dnsLogs }) {
    return logProblems(dnsLogs, 'dns/server-errors');
  },
});
