const suffixes: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity of the Kubernetes API (`500m`, `1Gi`, `2`, `1e3`) as a number; nothing for other text. */
export function quantityIn(text: string | number | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, suffix = ''] = /^(\d{1,20}(?:\.\d{0,20})?(?:[eE]\d{1,2})?)([A-Za-z]{0,2})$/.exec(String(text)) ?? [];
  const factor = Object.hasOwn(suffixes, suffix) ? suffixes[suffix] : undefined;
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
