/**
 * Text that a reader cannot see, or that changes how its neighbours look: control codes (C0, DEL, C1), bidi controls,
 * zero-width and other invisible characters, line separators, tag characters, noncharacters, lone surrogates.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** A literal `\u{`, which would read like one of our escapes. */
const escapeLookalike = /\\(?=u\{)/g;

interface DisplayOptions {
  /** Keep newlines and tabs: for excerpts and other blocks of text. */
  block?: boolean;
}

/**
 * Makes untrusted text printable on a terminal and in a page: what cannot be seen becomes `\u{202e}`. Two different
 * texts stay different, so a literal `\u{` is escaped too; apply it once, and `printable` to what may have been through it.
 */
export function display(text: string, options: DisplayOptions = {}): string {
  return printable(text.replace(escapeLookalike, '\\u{5c}'), options);
}

/** Like `display`, but leaves escapes in the text alone: applying it again changes nothing. */
export function printable(text: string, options: DisplayOptions = {}): string {
  return text.replace(unprintable, (character) =>
    options.block === true && (character === '\n' || character === '\t')
      ? character
      : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** JSON in which nothing unprintable is left: what `display` would escape is a JSON escape, so the value is the same. */
export function printableJson(json: string): string {
  return json.replace(unprintable, (character) =>
    character === '\n'
      ? character
      : character
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join(''),
  );
}
