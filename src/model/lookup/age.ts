/** Whole minutes from a time (RFC 3339) to `now`; absent when the time is absent or cannot be read. */
export function minutesSince(time: string | undefined, now: Date): number | undefined {
  if (time === undefined) return undefined;
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : Math.floor((now.getTime() - at) / 60_000);
}

/** `3 minutes`, `2 hours`, `5 days`. */
export function minutesInWords(minutes: number): string {
  if (minutes < 120) return counted(minutes, 'minute');
  if (minutes < 48 * 60) return counted(Math.floor(minutes / 60), 'hour');
  return counted(Math.floor(minutes / (24 * 60)), 'day');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
