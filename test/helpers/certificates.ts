/** A mesh's root, an unrelated root of the same name, and a workload certificate that the first one signed. */
/** Valid from 2026-11-24 to 2036-11-21, subject O=cluster.local. */
export const rootPem = `-----BEGIN CERTIFICATE-----
MIIBczCCARigAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQKDA1jbHVzdGVy
LmxvY2FsMB4XDTI2MTEyNDA4MDExNFoXDTM2MTEyMTA4MDExNFowGDEWMBQGA1UE
CgwNY2x1c3Rlci5sb2NhbDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKhGO4k/
fkBk/4WFLMLT6YQTB5nB27/dgwMCCs/Gjf9ypA5YmXjZu0bto8EMmIhrdSdyS1Cv
+OPonMhZ+sDyVPujUzBRMB0GA1UdDgQWBBTAUOwPJDDrWANrIVSLkTk1xNFFwjAf
BgNVHSMEGDAWgBTAUOwPJDDrWANrIVSLkTk1xNFFwjAPBgNVHRMBAf8EBTADAQH/
MAoGCCqGSM49BAMCA0kAMEYCIQCHVArYWcCZlq0hf6xlkeQiVxaiAPmS8UML6zE+
OXcdjgIhAOpfFZPyM6RAez6W7S0o9zuUt195707hEzZALSsw0gv3
-----END CERTIFICATE-----
`;

/** The same names and dates, another key. */
export const otherRootPem = `-----BEGIN CERTIFICATE-----
MIIBcTCCARigAwIBAgIBAjAKBggqhkjOPQQDAjAYMRYwFAYDVQQKDA1jbHVzdGVy
LmxvY2FsMB4XDTI2MTEyNDA4MDExNFoXDTM2MTEyMTA4MDExNFowGDEWMBQGA1UE
CgwNY2x1c3Rlci5sb2NhbDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGXyVfrp
CWarbH5jwNPT9yePAmhspgi+yPK4oz8nPm7rGZIR3ioNf/W/mFUP8AXmUWPBNhLd
XHwj1epnsFxH4MOjUzBRMB0GA1UdDgQWBBQ0sn3Tksv3WyDM7Z0rE+2i82YIjzAf
BgNVHSMEGDAWgBQ0sn3Tksv3WyDM7Z0rE+2i82YIjzAPBgNVHRMBAf8EBTADAQH/
MAoGCCqGSM49BAMCA0cAMEQCIF/IW1/jWOSN4gXv5A40A2bR/KOkvfWtnpDfQBeJ
WzfTAiA7uyzler0L6LrIXxHW6/B8TPsA+BrXN1svdmVlzHcaHA==
-----END CERTIFICATE-----
`;

/** spiffe://cluster.local/ns/shop/sa/cart, valid on 2026-11-24 for a day, serial number cafe; signed by `rootPem`. */
export const workloadPem = `-----BEGIN CERTIFICATE-----
MIIBkTCCATegAwIBAgIDAMr+MAoGCCqGSM49BAMCMBgxFjAUBgNVBAoMDWNsdXN0
ZXIubG9jYWwwHhcNMjYxMTI0MDgwMTE1WhcNMjYxMTI1MDgwMTE1WjAAMFkwEwYH
KoZIzj0CAQYIKoZIzj0DAQcDQgAEYTfvBo98AVfBRvjDkE8vKo+S8cdcezkASxrd
JoJmSWKa2tguvmSnGI1UQog9hOYVDCIXOT/Wk6NcvtCiIbEg96OBhzCBhDA0BgNV
HREBAf8EKjAohiZzcGlmZmU6Ly9jbHVzdGVyLmxvY2FsL25zL3Nob3Avc2EvY2Fy
dDAMBgNVHRMBAf8EAjAAMB0GA1UdDgQWBBRbffPx0xErRf1HErcPqocX8RzgVjAf
BgNVHSMEGDAWgBTAUOwPJDDrWANrIVSLkTk1xNFFwjAKBggqhkjOPQQDAgNIADBF
AiAit0Xd1tTz8/yvUjkHlG11mFnieV5RTKDsmuCWHXCsbQIhANRDHkJgV9wjMGL6
Yn8G/XOUTRPqDtwgp3HPf7PBeow5
-----END CERTIFICATE-----
`;

/** As a secret in a configuration dump carries it. */
export function inlineBytes(...pems: readonly string[]): { inline_bytes: string } {
  return { inline_bytes: Buffer.from(pems.join('')).toString('base64') };
}
