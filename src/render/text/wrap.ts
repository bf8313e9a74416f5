/** Breaks text at blanks into lines of at most `width` characters. A longer word is kept whole, so it can be copied. */
export function wrap(text: string, width: number): string[] {
  return fold(text.split(' '), ' ', width);
}

/** Wraps parts that stay together, with a dot between them. */
export function wrapParts(parts: readonly string[], width: number): string[] {
  return fold(parts, ' · ', width).flatMap((line) => (line.length > width ? wrap(line, width) : [line]));
}

/** Wraps text behind a label; further lines are indented to where the text begins. */
export function labelled(label: string, text: string, width: number): string[] {
  return wrap(text, width - label.length).map((line, index) => (index === 0 ? label : ' '.repeat(label.length)) + line);
}

function fold(words: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of words) {
    if (line === undefined) line = word;
    else if (line.length + separator.length + word.length <= width) line += separator + word;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === undefined ? lines : [...lines, line];
}
