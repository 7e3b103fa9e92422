import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CODE_MAKERS, changedSource } from './code-makers.ts';

const RECORDER = fileURLToPath(new URL('record-codes.ts', import.meta.url));

/**
 * Prepares a folder, which exists, for the codes that tests throw.
 * @returns the environment under which a process, all that it starts, and their threads leave them there
 */
export function startRecording(root: string, folder: string): Record<string, string> {
  for (const [file, text] of recordingSources(root)) {
    const target = changedSource(folder, file);
    mkdirSync(dirname(target), { recursive: true });
    const here = pathToFileURL(join(root, file));
    writeFileSync(
      target,
      text.replace(/(?<=from ')\.{1,2}\/[^']+/g, (path) => new URL(path, here).href),
    );
  }
  const options = [process.env.NODE_OPTIONS ?? '', `--require ${JSON.stringify(RECORDER)}`].join(' ').trim();
  return { DOMLEDGER_TEST_CODES: folder, NODE_OPTIONS: options };
}

/** The makers' files as they are while codes are recorded, by their paths. */
export function recordingSources(root: string): Map<string, string> {
  return new Map(CODE_MAKERS.map(({ file }) => [file, changed(root, file)]));
}

function changed(root: string, file: string): string {
  let source = readFileSync(join(root, file), 'utf8');
  for (const { name, from, to } of CODE_MAKERS.filter((maker) => maker.file === file)) {
    if (!source.includes(from) && !source.includes(to))
      throw new Error(
        `${file} no longer says "${from}", so the codes of ${name} cannot be recorded. Correct its row in scripts/test/codes/code-makers.ts.`,
      );
    source = source.replaceAll(from, to);
  }
  return source;
}
