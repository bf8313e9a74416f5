import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { display, printable, printableJson } from '../../src/core/display.js';

const invisible: Record<string, [string, string]> = {
  'a terminal escape': ['\u001b[31mred', '\\u{1b}[31mred'],
  'a NUL': ['a\u0000b', 'a\\u{0}b'],
  DEL: ['a\u007fb', 'a\\u{7f}b'],
  'a C1 control': ['a\u009bb', 'a\\u{9b}b'],
  'a right-to-left override': ['cart\u202egzt', 'cart\\u{202e}gzt'],
  'a bidi isolate': ['\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  'a zero-width space': ['a\u200bb', 'a\\u{200b}b'],
  'a byte order mark': ['\ufeffa', '\\u{feff}a'],
  'a soft hyphen': ['a\u00adb', 'a\\u{ad}b'],
  'a line separator': ['a\u2028b', 'a\\u{2028}b'],
  'a tag character': ['a\u{e0041}b', 'a\\u{e0041}b'],
  'a variation selector': ['a\ufe0fb', 'a\\u{fe0f}b'],
  'a noncharacter': ['a\uffffb\u{1fffe}', 'a\\u{ffff}b\\u{1fffe}'],
  'a lone surrogate': ['a\ud800b', 'a\\u{d800}b'],
  'a newline': ['a\nb', 'a\\u{a}b'],
};

describe('display', () => {
  for (const [name, [text, shown]] of Object.entries(invisible)) {
    test(`shows ${name} as an escape`, () => {
      expect(display(text)).toBe(shown);
    });
  }

  test('leaves letters of all scripts alone', () => {
    expect(display('Größe 東京 שלום 😀 {"a": "b\\n"}')).toBe('Größe 東京 שלום 😀 {"a": "b\\n"}');
  });

  test('keeps newlines and tabs of a block', () => {
    expect(display('a\n\tb\r\u0007', { block: true })).toBe('a\n\tb\\u{d}\\u{7}');
  });

  test('a text that spells an escape does not look like the character', () => {
    expect(display('\\u{202e}')).toBe('\\u{5c}u{202e}');
    expect(display('\\u{202e}')).not.toBe(display('\u202e'));
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('\\', 'u', '{', '}', '5c', '202e', '\u202e', '\u001b', '\n', 'a'))
    .map((parts) => parts.join('')),
);
const controlOrBidi = /[\p{Cc}\p{Cf}\p{Cs}]/u;

describe('properties of display', () => {
  test('nothing unprintable is left', () => {
    fc.assert(fc.property(anyText, (text) => !controlOrBidi.test(display(text))));
  });

  test('the text can be read back, so two texts never look the same', () => {
    const read = (shown: string) =>
      shown.replace(/\\u\{([0-9a-f]+)\}/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
    fc.assert(fc.property(anyText, (text) => read(display(text)) === text));
  });

  test('printable leaves alone what was displayed', () => {
    fc.assert(fc.property(anyText, (text) => printable(display(text)) === display(text)));
  });

  test('printable JSON has the same value and nothing unprintable', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = printableJson(JSON.stringify({ text }));
        return JSON.parse(json).text === text && !controlOrBidi.test(json);
      }),
    );
  });
});
