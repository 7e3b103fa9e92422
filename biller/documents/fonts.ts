import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';
import type { Font, GlyphRun } from 'fontkit';

/** PT Sans (SIL Open Font License): made for public documents in a country of many alphabets, so it has all Cyrillic and Latin letters. */
const require = createRequire(import.meta.url);
const FILES = {
  regular: require.resolve('@expo-google-fonts/pt-sans/400Regular/PTSans_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/pt-sans/700Bold/PTSans_700Bold.ttf'),
} as const;
export type FontName = keyof typeof FILES;

const WORDS_KEPT = 5_000;
const opened = new Map<FontName, Font>();

/** The font, opened once: its tables are most of the work of a document, and most words of one stand in the next too. */
export function fontOf(name: FontName): Font {
  const kept = opened.get(name);
  if (kept !== undefined) return kept;
  const font = fontkit.create(readFileSync(FILES[name]));
  if (!('layout' in font)) throw new Error(`${FILES[name]} is a collection, not a font`);
  keepLetters(font);
  keepWords(font);
  opened.set(name, font);
  return font;
}

/**
 * A glyph is made once, for the letter that it was first asked for; as a part of another one ("e" of the Cyrillic "е") it is made for none, and whatever was
 * written with it later could not be copied or read aloud. It gets its letter when it is asked for by one.
 */
function keepLetters(font: Font): void {
  const getGlyph = font.getGlyph.bind(font);
  font.getGlyph = (id, letters) => {
    const glyph = getGlyph(id, letters);
    if (letters !== undefined && glyph.codePoints.length === 0) glyph.codePoints.push(...letters);
    return glyph;
  };
}

/** Lays out each word once. The positions are copied, since the writer scales them where they are. */
function keepWords(font: Font): void {
  const layout = font.layout.bind(font);
  const words = new Map<string, GlyphRun>();
  font.layout = (text, ...options) => {
    if (options.some((option) => option !== undefined)) return layout(text, ...options);
    if (words.size >= WORDS_KEPT) words.clear();
    const run = words.get(text) ?? layout(text);
    words.set(text, run);
    const positions = run.positions.map((position) => ({ ...position }));
    return Object.create(run, { positions: { value: positions } }) as GlyphRun;
  };
}
