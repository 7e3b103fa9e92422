import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';
import type { Font } from 'fontkit';

/** PT Sans (SIL Open Font License): made for public documents in a country of many alphabets, so it has all Cyrillic and Latin letters. */
const require = createRequire(import.meta.url);
const FILES = {
  regular: require.resolve('@expo-google-fonts/pt-sans/400Regular/PTSans_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/pt-sans/700Bold/PTSans_700Bold.ttf'),
} as const;
export type FontName = keyof typeof FILES;

const opened = new Map<FontName, Font>();

/** The font, opened once: its tables are most of the work of a document. */
export function fontOf(name: FontName): Font {
  const kept = opened.get(name);
  if (kept !== undefined) return kept;
  const font = fontkit.create(readFileSync(FILES[name]));
  if (!('layout' in font)) throw new Error(`${FILES[name]} is a collection, not a font`);
  opened.set(name, font);
  return font;
}
