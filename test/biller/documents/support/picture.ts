import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const require = createRequire(import.meta.url);
const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) } });

export type Picture = { width: number; height: number; data: Uint8Array };
export type Printed = { pages: { text: string; picture: Picture }[] };

/** A PDF's pages as PDFium shows them: their text, and a picture of 72 · scale dots an inch, four bytes a dot. */
export async function printed(pdf: Uint8Array, scale = 2): Promise<Printed> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    const pages: Printed['pages'] = [];
    for (const page of document.pages()) {
      // Once it is rendered, this library cannot read a page's text any more.
      const text = page.getText();
      const { width, height, data } = await page.render({ scale, render: 'bitmap' });
      pages.push({ text, picture: { width, height, data: new Uint8Array(data) } });
    }
    document.destroy();
    return { pages };
  } finally {
    library.destroy();
  }
}

/** The bytes of every QR symbol in a picture, from top to bottom, as another reader sees them. */
export async function codesIn({ width, height, data }: Picture): Promise<Uint8Array[]> {
  const image = { width, height, data: new Uint8ClampedArray(data), colorSpace: 'srgb' as const };
  const found = await readBarcodes(image, { formats: ['QRCode'], maxNumberOfSymbols: 8 });
  return found.toSorted((a, b) => a.position.topLeft.y - b.position.topLeft.y).map(({ bytes }) => bytes);
}
