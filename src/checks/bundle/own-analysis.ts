import { defineCheck } from '../check.js';

/** Verdicts of `analysis.json`, by which a vendor judges his own product: they are repeated, not judged again. */
export const bundleOwnAnalysis = defineCheck({
  meta: {
    id: 'bundle/own-analysis',
    title: 'The analyzers that came with the bundle found nothing wrong',
    severity: 'info',
    basis: 'declared',
    why: 'A support bundle is analysed where it is taken, by rules of the vendor who specified it. What they say is about his product and its requirements, and may explain what is seen in the mesh.',
    fix: [{ text: 'Follow the advice of the verdict; the rule that gave it stands beside it in analysis.json.' }],
  },
  requires: ['capture'],
  identity: ['title'],
  messages: {
    failed: "The bundle's own analysis reports a failure: {title}",
    warned: "The bundle's own analysis warns: {title}",
  },
  applies: ({ capture }) => capture.verdicts !== undefined || 'the bundle has no analysis of its own',
  *run({ capture }) {
    for (const { title, severity, message, source } of capture.verdicts ?? []) {
      yield {
        messageId: severity === 'error' ? 'failed' : 'warned',
        args: { title },
        subject: { kind: 'Bundle', name: 'analysis' },
        severity: severity === 'error' ? 'warning' : 'info',
        ...(message !== undefined && { detail: message }),
        evidence: [{ ...source, excerpt: message === undefined ? title : `${title}: ${message}`, reconstructed: true }],
      };
    }
  },
});
