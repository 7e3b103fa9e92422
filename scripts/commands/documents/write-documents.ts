import { lstatSync } from 'node:fs';
import { renderPdf } from '../../../biller/documents/render-pdf.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { CODE_PAGES, type CodePage } from '../../../core/domain/documents/payment-code/code-pages.ts';
import { paymentCodeOf } from '../../../core/domain/documents/payment-code/code-of-document.ts';
import type { PayableDocument } from '../../../core/domain/documents/payable-document.ts';
import { ublInvoice } from '../../../core/domain/documents/ubl/ubl-invoice.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import { printJson } from '../arguments.ts';
import type { WriteOptions } from './write-options.ts';

/**
 * Writes the files that were asked for and names them; where none was, or with --json, prints the document.
 * @throws InputError ENCODING_UNKNOWN, NOTHING_DUE, FILE_UNWRITABLE; as the writers
 */
export async function writeDocuments(
  document: PayableDocument,
  options: WriteOptions & { json?: boolean },
): Promise<void> {
  const page = pageOf(options.encoding ?? '2');
  const made: [string | undefined, () => Uint8Array | string | Promise<Uint8Array>][] = [
    [options.pdf, () => renderPdf(document)],
    [options.ubl, () => ublInvoice(document)],
    [options.code, () => codeOf(document, page)],
    [options.document, () => `${JSON.stringify(document, undefined, 2)}\n`],
  ];
  const written: string[] = [];
  for (const [file, make] of made) {
    if (file === undefined) continue;
    const content = await make();
    writeForOwner(file, content);
    written.push(`${file}: ${content.length} ${typeof content === 'string' ? 'characters' : 'bytes'}`);
  }
  if (options.json === true || written.length === 0) printJson(document);
  else process.stdout.write(`${written.join('\n')}\n`);
}

function codeOf(document: PayableDocument, page: CodePage): Uint8Array {
  const code = paymentCodeOf(document, page);
  if (code === undefined)
    throw new InputError('NOTHING_DUE', `Bill ${document.number} asks for nothing; it has no payment code.`);
  return code;
}

function pageOf(digit: string): CodePage {
  if (digit === '1' || digit === '2' || digit === '3') return digit;
  throw new InputError(
    'ENCODING_UNKNOWN',
    `--encoding is one of ${Object.keys(CODE_PAGES).join(', ')}, not "${digit}".`,
  );
}

/** For its owner alone, also where the file was there already: documents hold names and amounts. */
export function writeForOwner(file: string, content: Uint8Array | string): void {
  try {
    // What is written takes the place of what is there: never of a device, a pipe or a link.
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new Error('it is no regular file');
    writeDurably(file, content);
  } catch (cause) {
    throw new InputError(
      'FILE_UNWRITABLE',
      `${file} cannot be written. Give a path in a folder that is there, of a new file or a regular one.`,
      { cause },
    );
  }
}
