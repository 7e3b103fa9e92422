import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What is text and no picture or font. */
const TEXT = /\.(js|css|html)$/;
/** One less than the most, which takes ten times as long for a hundredth. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };

/** Writes each text of a folder compressed beside it, `.br` and `.gz`, once for all who will fetch it. */
export async function compressFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !TEXT.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content, QUALITY));
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
}
