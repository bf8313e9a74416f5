import type { z } from 'zod';
import type { EnvoySecret } from './artifact.js';
import { type DecodedCertificate, decodePem } from './certificates.js';
import { message, text } from './message.js';

const dataSource = message({ inline_bytes: text.optional(), inline_string: text.optional() });

/** Private keys are not named here, so that they are gone with the parsed text. */
export const secretElement = message({
  name: text.default(''),
  last_updated: text.optional(),
  secret: message({
    name: text.default(''),
    tls_certificate: message({ certificate_chain: dataSource.optional() }).optional(),
    validation_context: message({ trusted_ca: dataSource.optional() }).optional(),
  }).optional(),
});

export interface DecodedSecret {
  secret: Omit<EnvoySecret, 'certificates'>;
  certificates: DecodedCertificate[];
  /** Something stands where PEM should, and none of it can be read. */
  unreadable: boolean;
}

export function distilSecret(
  found: z.infer<typeof secretElement>,
  state: EnvoySecret['state'],
  pointer: string,
): DecodedSecret {
  const { tls_certificate: own, validation_context: trusted } = found.secret ?? {};
  const pem = pemOf(own?.certificate_chain ?? trusted?.trusted_ca);
  const certificates = pem === undefined ? [] : decodePem(pem);
  return {
    secret: {
      name: found.name || (found.secret?.name ?? ''),
      state,
      isAuthority: trusted !== undefined,
      ...(found.last_updated !== undefined && { updated: found.last_updated }),
      pointer,
    },
    certificates,
    unreadable: pem !== undefined && certificates.length === 0,
  };
}

function pemOf(source: z.infer<typeof dataSource> | undefined): string | undefined {
  if (source?.inline_bytes) return Buffer.from(source.inline_bytes, 'base64').toString('latin1');
  return source?.inline_string || undefined;
}
