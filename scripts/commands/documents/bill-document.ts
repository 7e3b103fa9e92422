import { readFileSync } from 'node:fs';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseDocument } from '../../../core/domain/documents/parse-document.ts';
import { readText } from '../arguments.ts';
import { writeDocuments } from './write-documents.ts';
import type { WriteOptions } from './write-options.ts';

export type DocumentOptions = WriteOptions & { json?: boolean };

/** @throws InputError FILE_UNREADABLE, DOCUMENT_INVALID, DOCUMENT_SUMS_WRONG; as `parseDocument`, `writeDocuments` */
export async function billDocumentFile(file: string, options: DocumentOptions): Promise<void> {
  const text = file === '-' ? readFileSync(0, 'utf8') : readText(file, 'a payable document');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError('DOCUMENT_INVALID', `${file} is no JSON.`, { cause });
  }
  await writeDocuments(parseDocument(json), options);
}
