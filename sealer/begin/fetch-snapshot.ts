import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { syncFolder, writeDurably } from '../../core/runtime/write-durably.ts';
import { hashOfPiece, manifestToJson, type Manifest } from '../snapshot/manifest.ts';
import { pieceOf } from './snapshot-source.ts';

/** A source that gave something wrong or nothing, by its name. */
export type SourceRefused = (url: string, error: InputError | TransientError) => void;

const SUFFIX = '.part';

/**
 * Fetches the pieces of a snapshot into the data folder, each from the first source that gives what the manifest names. A source that gave another one is asked no
 * more. What was fetched before the program fell is not fetched again; the snapshot is there whole or not at all.
 * @throws TransientError SNAPSHOT_UNREACHABLE where nobody has a piece
 */
export async function fetchSnapshot(args: {
  data: string;
  manifest: Manifest;
  sources: readonly string[];
  signal: AbortSignal;
  onPiece?: (fetched: number, of: number) => void;
  onRefused?: SourceRefused;
}): Promise<void> {
  const { manifest, signal } = args;
  const root = join(args.data, 'snapshots');
  const folder = join(root, `${manifest.number}${SUFFIX}`);
  beginPart(root, folder, manifest);
  const liars = new Set<string>();
  const fetchPiece = async (at: number): Promise<Uint8Array> => {
    for (const url of args.sources) {
      if (liars.has(url)) continue;
      try {
        return await pieceOf(url, manifest, at, signal);
      } catch (error) {
        if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
        if (error instanceof InputError) liars.add(url);
        args.onRefused?.(url, error);
      }
    }
    throw new TransientError(
      'SNAPSHOT_UNREACHABLE',
      `Nobody gives piece ${at} of the state of block ${manifest.number}.`,
    );
  };
  for (const [at, hash] of manifest.pieces.entries()) {
    const file = join(folder, `${at}.piece`);
    if (!existsSync(file) || hashOfPiece(readFileSync(file)) !== hash) writeDurably(file, await fetchPiece(at));
    args.onPiece?.(at + 1, manifest.pieces.length);
  }
  const whole = join(root, manifest.number.toString());
  rmSync(whole, { recursive: true, force: true });
  renameSync(folder, whole);
  syncFolder(root);
}

/** The folder of what is fetched, empty unless it is of the same manifest; no other one is kept. */
function beginPart(root: string, folder: string, manifest: Manifest): void {
  const file = join(folder, 'manifest.json');
  const text = `${JSON.stringify(manifestToJson(manifest))}\n`;
  const isSame = existsSync(file) && readFileSync(file, 'utf8') === text;
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(root))
    if (name.endsWith(SUFFIX) && !(isSame && join(root, name) === folder))
      rmSync(join(root, name), { recursive: true });
  if (isSame) return;
  mkdirSync(folder, { mode: 0o700 });
  writeDurably(file, text);
}
