/** The first line of a text from the bundle, at most 160 characters: for messages of the kubelet and of controllers. */
export function shorten(text: string): string {
  const limit = 160;
  const line = text.trimStart().split('\n', 1)[0]?.trimEnd() ?? '';
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
