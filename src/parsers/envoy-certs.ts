import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { parseJsonDocuments } from './support/json.js';

/** One certificate as Envoy's admin page describes it. Only what the page says is there. */
export interface PageCertificate {
  path?: string;
  serial: string;
  /** RFC 3339; Envoy of Istio 1.0 does not say. */
  notBefore?: string;
  notAfter?: string;
  /** Days until it expires, counted when the page was read; negative afterwards. Only where the dates are missing. */
  daysLeft?: number;
  names: string[];
}

export interface EnvoyCerts {
  chain: PageCertificate[];
  authorities: PageCertificate[];
}

const alternativeName = z.object({
  uri: z.string().optional(),
  dns: z.string().optional(),
  ip_address: z.string().optional(),
});
const certificate = z.object({
  path: z.string().optional(),
  serial_number: z.string().default(''),
  subject_alt_names: z.array(alternativeName).default([]),
  valid_from: z.string().optional(),
  expiration_time: z.string().optional(),
});
const certificates = z.array(certificate).default([]);
const page = z.object({ certificates: z.array(z.object({ ca_cert: certificates, cert_chain: certificates })) });
/** Istio 1.0: one object after the other, each certificate a sentence. */
const oldPage = z.object({ ca_cert: z.string(), cert_chain: z.string() });

/**
 * The admin page /certs: JSON since Istio 1.1, before that objects of sentences. `days_until_expiration` is not read where
 * dates stand: Envoy up to Istio 1.9 prints 18446744073709551611 for a certificate that expired five days ago.
 */
export const envoyCerts = defineTextParser<'envoy-certs', EnvoyCerts>({
  kind: 'envoy-certs',
  parse(text) {
    const { documents } = parseJsonDocuments(text);
    const artifact: EnvoyCerts = { chain: [], authorities: [] };
    let understood = false;
    for (const document of documents) {
      const modern = page.safeParse(document);
      const old = oldPage.safeParse(document);
      understood ||= modern.success || old.success;
      for (const { ca_cert, cert_chain } of modern.data?.certificates ?? []) {
        artifact.authorities.push(...ca_cert.map(fromJson));
        artifact.chain.push(...cert_chain.map(fromJson));
      }
      if (!old.success) continue;
      artifact.authorities.push(...fromSentence(old.data.ca_cert));
      artifact.chain.push(...fromSentence(old.data.cert_chain));
    }
    if (!understood) throw new Unusable('no certificates page of Envoy');
    return { artifact };
  },
});

function fromJson({
  path,
  serial_number,
  subject_alt_names,
  valid_from,
  expiration_time,
}: z.output<typeof certificate>): PageCertificate {
  return {
    ...(path !== undefined && { path }),
    serial: serial_number,
    ...(valid_from !== undefined && { notBefore: valid_from }),
    ...(expiration_time !== undefined && { notAfter: expiration_time }),
    names: subject_alt_names.flatMap(({ uri, dns, ip_address }) => uri ?? dns ?? ip_address ?? []),
  };
}

function fromSentence(text: string): PageCertificate[] {
  const [, path, serial, days] =
    /^Certificate Path: (.{0,500}), Serial Number: ([0-9a-fA-F]{1,100}), Days until Expiration: (-?\d{1,6})/.exec(
      text,
    ) ?? [];
  if (path === undefined || serial === undefined) return [];
  return [{ path, serial, daysLeft: Number(days), names: [] }];
}
