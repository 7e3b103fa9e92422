import { constants, enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Beside the code that it is made of: whoever may write there may change that as well. */
export const COMPILED_FOLDER = join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled');

/**
 * Keeps what Node makes of modules that are loaded from here on, types stripped and compiled, for the next start of any program; it is written when a program
 * ends. Where nothing can be written it does nothing.
 */
export function keepCompiled(folder: string): void {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return;
  const { ENABLED } = constants.compileCacheStatus;
  // Threads and child processes look into the environment alone.
  if (enableCompileCache(folder).status === ENABLED) process.env['NODE_COMPILE_CACHE'] = folder;
}
