import { existsSync, readFileSync } from 'node:fs';
import type { LoadHook } from 'node:module';
import { fileURLToPath } from 'node:url';

const { DOMLEDGER_MUTATION_ROOT: root = '', DOMLEDGER_MUTATION_FOLDER: folder = '' } = process.env;

/** Gives a file of the tree the text that stands under the same name in the folder of schemata. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return loaded;
  const path = fileURLToPath(url);
  if (root === '' || !path.startsWith(root)) return loaded;
  const other = folder + path.slice(root.length);
  return existsSync(other) ? { ...loaded, source: readFileSync(other, 'utf8') } : loaded;
};
