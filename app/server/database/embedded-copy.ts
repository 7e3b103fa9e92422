import { PGlite } from '@electric-sql/pglite';

/** A copy of the embedded database, as it is between two statements. */
export async function copyEmbedded(database: PGlite): Promise<Uint8Array> {
  return new Uint8Array(await (await database.dumpDataDir('gzip')).arrayBuffer());
}

/** Makes the files of an embedded database from such a copy, where there are none. */
export async function loadEmbedded(folder: string, copy: Uint8Array<ArrayBuffer>): Promise<void> {
  const database = await PGlite.create(folder, { loadDataDir: new Blob([copy], { type: 'application/x-gzip' }) });
  await database.close();
}
