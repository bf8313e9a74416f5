const size = '[ \\d.kMGTP]{5}';
const update = `[ \\d]{3} ${size}  [ \\d]{3} ${size}  [ \\d]{3} ${size}  ${size}  ${size}(?: [-:\\dhd ]{8}){3} ${size}`;
const updates = new RegExp(`(?:^|\\n)${update}`, 'g');
const atStart = new RegExp(`^${update}`);
const columns = 78;

/**
 * The text without curl's progress meter, wherever in it an update stands: `kubectl exec -t` makes one stream of both
 * outputs. An update begins with a carriage return, which is a newline in decoded text, and the data goes on right behind it.
 */
export function withoutCurlMeter(text: string): string {
  return text.includes(' Xferd ') ? text.replace(updates, '') : text;
}

/** How many characters of a line are an update of the meter. */
export function curlMeterLength(line: string): number {
  return atStart.test(line) ? columns : 0;
}
