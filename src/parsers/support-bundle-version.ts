import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';

/** `version.yaml` of a bundle of Replicated troubleshoot. */
export interface SupportBundleVersion {
  /** Without the leading `v`. */
  version: string;
}

export const supportBundleVersion = defineTextParser<'support-bundle-version', SupportBundleVersion>({
  kind: 'support-bundle-version',
  parse(text) {
    const [, version] = /^ {1,8}versionNumber: ["']?v?([\w.+-]{1,100})/m.exec(text) ?? [];
    if (version === undefined) throw new Unusable('no version of troubleshoot in it');
    return { artifact: { version } };
  },
});
