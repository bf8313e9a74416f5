/** Fields of a protobuf message that hold bytes (strings and messages), by their number; others are passed over. */
export function fieldsOf(message: Uint8Array = new Uint8Array()): Map<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const value = varint();
    if (tag % 8 !== 2) continue;
    fields.set(Math.floor(tag / 8), message.subarray(at, at + value));
    at += value;
  }
  return fields;
}

/** The object inside the envelope that Kubernetes puts around protobuf: `k8s`, a zero, and a `runtime.Unknown`. */
export function unwrap(body: Uint8Array): Uint8Array | undefined {
  return fieldsOf(body.subarray(4)).get(2);
}
