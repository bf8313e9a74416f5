import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { snakeCaseKeys } from './support/admin-page.js';
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
  uri: z.string().exactOptional(),
  dns: z.string().exactOptional(),
  ip_address: z.string().exactOptional(),
});
const certificate = z.object({
  path: z.string().exactOptional(),
  serial_number: z.string(),
  subject_alt_names: z.array(alternativeName).default([]),
  valid_from: z.string().exactOptional(),
  expiration_time: z.string().exactOptional(),
});
const unread = z.array(z.unknown()).default([]);
const page = z.object({ certificates: z.array(z.object({ ca_cert: unread, cert_chain: unread })) });
/** Istio 1.0: one object after the other, each certificate a sentence. */
const oldPage = z.object({ ca_cert: z.string(), cert_chain: z.string() });

/**
 * The admin page /certs: JSON since Istio 1.1, before that objects of sentences. `days_until_expiration` is not read where
 * dates stand: Envoy up to Istio 1.9 prints 18446744073709551611 for a certificate that expired five days ago.
 */
export const envoyCerts = defineTextParser<'envoy-certs', EnvoyCerts>({
  kind: 'envoy-certs',
  parse(text, { path }) {
    const { documents, complete } = parseJsonDocuments(text);
    const pages = documents.map((document) => pairsOf(snakeCaseKeys(document))).filter((found) => found !== undefined);
    if (pages.length === 0)
      throw new Unusable(complete ? 'no certificates page of Envoy' : 'JSON is damaged or cut off');
    const notes: Note[] = complete ? [] : [{ code: 'unexpected-content', path, detail: 'the page ends early' }];

    function read(found: unknown): PageCertificate[] {
      const known = typeof found === 'string' ? fromSentence(found) : fromJson(found);
      if (known !== undefined) return [known];
      if (found !== '') notes.push({ code: 'item-dropped', path, detail: 'unreadable certificate' });
      return [];
    }

    const pairs = pages.flat();
    const authorities = pairs.flatMap(({ ca_cert }) => ca_cert.flatMap(read));
    return { artifact: { chain: pairs.flatMap(({ cert_chain }) => cert_chain.flatMap(read)), authorities }, notes };
  },
});

/** What one document of the page holds, unread; nothing when it is no such page. */
function pairsOf(document: unknown): { ca_cert: unknown[]; cert_chain: unknown[] }[] | undefined {
  const modern = page.safeParse(document);
  if (modern.success) return modern.data.certificates;
  const old = oldPage.safeParse(document);
  return old.success ? [{ ca_cert: [old.data.ca_cert], cert_chain: [old.data.cert_chain] }] : undefined;
}

function fromJson(found: unknown): PageCertificate | undefined {
  const { data } = certificate.safeParse(found);
  if (data === undefined) return undefined;
  return {
    ...(data.path !== undefined && { path: data.path }),
    serial: data.serial_number,
    ...(data.valid_from !== undefined && { notBefore: data.valid_from }),
    ...(data.expiration_time !== undefined && { notAfter: data.expiration_time }),
    names: data.subject_alt_names.flatMap(({ uri, dns, ip_address }) => uri ?? dns ?? ip_address ?? []),
  };
}

/** A certificate that the proxy does not have is an empty text. */
function fromSentence(text: string): PageCertificate | undefined {
  const [, path, serial, days] =
    /^Certificate Path: (.{0,500}), Serial Number: ([0-9a-fA-F]{1,100}), Days until Expiration: (-?\d{1,6})/.exec(
      text,
    ) ?? [];
  return path === undefined || serial === undefined ? undefined : { path, serial, daysLeft: Number(days), names: [] };
}
