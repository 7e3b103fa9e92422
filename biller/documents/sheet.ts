import PdfDocument from 'pdfkit';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { codeSymbol } from './code-symbol.ts';
import { fontOf, type FontName } from './fonts.ts';

export type TextStyle = { font?: FontName; size?: number; grey?: boolean; right?: boolean };
type Place = { x: number; width: number };
/** A row's cell: its text, and smaller text below. */
export type Cell = { text: string; note?: string; style?: TextStyle };
export type Column = Place & { right?: boolean };

/** A4 in points, and its margin. */
const PAGE = { width: 595.28, height: 841.89, margin: 36 };
export const SHEET_WIDTH = PAGE.width - 2 * PAGE.margin;
const SIZE = 8.5;
const NOTE_SIZE = 7;
const PADDING = 3;
const CREATED = { Creator: 'Domledger', Producer: 'Domledger' };

/**
 * Pages of one document that are written from top to bottom: tagged, so that it is read aloud in order, with the fonts inside. The same calls give the
 * same bytes: no clock and no chance comes in.
 */
export type Sheet = {
  /** Where the next thing goes, points from the top of the page. */
  y: number;
  heading(text: string, level: 'H1' | 'H2'): void;
  /** Text in a column that begins at `y`; gives back where it ends. */
  paragraph(text: string, place: Place & { y: number }, style?: TextStyle): number;
  /** A table: its head is repeated on every page that it takes. */
  table(columns: readonly Column[], head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  code(bytes: Uint8Array, place: { x: number; y: number; side: number; alt: string; ecc: 'L' | 'M' }): void;
  cut(): void;
  /** Begins a page where less than `height` is left, and says whether it did. */
  room(height: number): boolean;
  bytes(): Promise<Uint8Array>;
};

export function openSheet(args: { title: string; author: string; language: string; date: Date }): Sheet {
  const doc = new PdfDocument({
    ...{ size: 'A4', margin: PAGE.margin, pdfVersion: '1.7', tagged: true, lang: args.language, displayTitle: true },
    // None to begin with: the standard one would be read for nothing.
    font: '',
    info: { Title: args.title, Author: args.author, CreationDate: args.date, ...CREATED },
  });
  const parts: Uint8Array[] = [];
  doc.on('data', (part: Uint8Array) => parts.push(part));
  for (const name of ['regular', 'bold'] as const) doc.registerFont(name, sourceOf(name));
  const root = doc.struct('Document');
  doc.addStructure(root);

  function write(text: string, { x, width, y }: Place & { y: number }, style: TextStyle = {}): void {
    const { font = 'regular', size = SIZE, grey = false, right = false } = style;
    doc
      .font(font)
      .fontSize(size)
      .fillColor(grey ? '#555555' : '#000000');
    checkGlyphs(text, font);
    doc.text(text, x, y, { width, align: right ? 'right' : 'left', lineGap: 0.5 });
  }
  function heightOf(text: string, width: number, { font = 'regular', size = SIZE }: TextStyle = {}): number {
    return text === '' ? 0 : doc.font(font).fontSize(size).heightOfString(text, { width, lineGap: 0.5 });
  }
  function cellHeight({ text, note = '', style }: Cell, { width }: Place): number {
    return heightOf(text, width, style) + heightOf(note, width, { size: NOTE_SIZE });
  }
  function writeCell({ text, note = '', style }: Cell, { x, width, right = false }: Column): void {
    const place = { x, width, y: sheet.y + PADDING };
    if (text !== '') write(text, place, { ...style, right });
    if (note !== '')
      write(note, { ...place, y: text === '' ? place.y : doc.y }, { size: NOTE_SIZE, grey: true, right });
  }
  function line(y: number, dashed: boolean): void {
    doc.markContent('Artifact', { type: 'Layout' });
    doc
      .moveTo(PAGE.margin, y)
      .lineTo(PAGE.margin + SHEET_WIDTH, y)
      .lineWidth(0.4);
    if (dashed) doc.dash(4, { space: 3 });
    doc.strokeColor('#888888').stroke().undash().endMarkedContent();
  }

  const sheet: Sheet = {
    y: PAGE.margin,
    heading(text, level) {
      const style: TextStyle = { font: 'bold', size: level === 'H1' ? 11.5 : 9.5 };
      const height = heightOf(text, SHEET_WIDTH, style);
      sheet.room(height + 40);
      const place = { x: PAGE.margin, width: SHEET_WIDTH, y: sheet.y };
      root.add(doc.struct(level, {}, () => write(text, place, style)));
      sheet.y += height + 4;
    },
    paragraph(text, place, style) {
      root.add(doc.struct('P', {}, () => write(text, place, style)));
      return doc.y;
    },
    table(columns, head, rows) {
      const table = doc.struct('Table');
      root.add(table);
      const headCells = head.map((text): Cell => ({ text, style: { font: 'bold', size: NOTE_SIZE + 0.5 } }));
      const row = (kind: 'TH' | 'TD', cells: readonly Cell[]): void => {
        const height = Math.max(...columns.map((column, at) => cellHeight(cells[at] ?? { text: '' }, column)));
        if (sheet.room(height + 2 * PADDING) && kind === 'TD') row('TH', headCells);
        const tr = doc.struct('TR');
        table.add(tr);
        for (const [at, column] of columns.entries())
          tr.add(doc.struct(kind, {}, () => writeCell(cells[at] ?? { text: '' }, column)));
        sheet.y += height + 2 * PADDING;
        line(sheet.y, false);
      };
      for (const [at, cells] of [headCells, ...rows].entries()) row(at === 0 ? 'TH' : 'TD', cells);
      table.end();
    },
    code(bytes, { x, y, side, alt, ecc }) {
      const { size, runs } = codeSymbol(bytes, ecc);
      const module = side / size;
      const draw = (): void => {
        for (const run of runs) doc.rect(x + run.x * module, y + run.y * module, run.width * module, module);
        doc.fill('#000000');
      };
      root.add(doc.struct('Figure', { alt }, draw));
    },
    cut() {
      sheet.y += 6;
      line(sheet.y, true);
      sheet.y += 8;
    },
    room(height) {
      if (sheet.y + height <= PAGE.height - PAGE.margin) return false;
      doc.addPage();
      sheet.y = PAGE.margin;
      return true;
    },
    async bytes() {
      root.end();
      const ended = new Promise((resolve) => doc.once('end', resolve));
      doc.end();
      await ended;
      return new Uint8Array(Buffer.concat(parts));
    },
  };
  return sheet;
}

/** @throws InputError GLYPH_MISSING, rather than to print a box where a name has a letter */
function checkGlyphs(text: string, font: FontName): void {
  const opened = fontOf(font);
  const missing = [...text].find((sign) => !opened.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0));
  if (missing !== undefined)
    throw new InputError(
      'GLYPH_MISSING',
      `The font has no "${missing}" to print. Write the text "${text.slice(0, 40)}" without it.`,
    );
}

/** pdfkit takes a font that is opened already, which its types do not say. */
function sourceOf(name: FontName): string {
  return fontOf(name) as unknown as string;
}
