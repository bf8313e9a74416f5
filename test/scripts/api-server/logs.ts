/** Lines of a container as the kubelet gives them out, by the parameters of the `log` subresource. */
export function serveLog(text: string, query: URLSearchParams, now: Date): string {
  const since = Number(query.get('sinceSeconds') ?? 0);
  const tail = query.get('tailLines');
  const bytes = Number(query.get('limitBytes') ?? 0);
  let lines = withTimes(text, now);
  if (since > 0) lines = lines.filter(({ time }) => now.getTime() - time.getTime() < since * 1000);
  if (tail !== null) lines = lines.slice(Math.max(0, lines.length - Number(tail)));
  const stamped = query.get('timestamps') === 'true';
  const served = lines.map(({ time, line }) => `${stamped ? `${nanoseconds(time)} ` : ''}${line}\n`).join('');
  return bytes > 0 ? Buffer.from(served).subarray(0, bytes).toString() : served;
}

const writtenTime = /^\[?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** The time of the program stands for that of the node; a line without one came right after the line before. */
function withTimes(text: string, now: Date): { time: Date; line: string }[] {
  let time = new Date(new RegExp(writtenTime, 'm').exec(text)?.[1] ?? now);
  return text
    .split('\n')
    .slice(0, text.endsWith('\n') ? -1 : undefined)
    .map((line) => {
      const [, written] = writtenTime.exec(line) ?? [];
      if (written !== undefined) time = new Date(written);
      return { time, line };
    });
}

function nanoseconds(time: Date): string {
  return time.toISOString().replace('Z', '000000Z');
}
