import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { syncFolder, writeDurably } from '../../core/runtime/write-durably.ts';
import { joinPieces, manifestToJson, parseManifest, piecesOf, type Manifest } from './manifest.ts';

/** Every block of this multiple keeps its snapshot; of the others only the newest two stay. */
export const KEPT_FOR_EVER = 100_000n;
const KEPT_OTHERS = 2;

/** The snapshots of a data folder: a folder each, named by the number of its block, which appears whole or not at all. */
export type SnapshotFolder = {
  /** Numbers, newest first. */
  numbers(): bigint[];
  /** @throws InputError SNAPSHOT_INVALID */
  manifest(number: bigint): Manifest;
  /** Where a piece stands, if it does. */
  pieceFile(number: bigint, at: number): string;
  /** @throws InputError SNAPSHOT_PIECE */
  state(manifest: Manifest): Uint8Array;
  write(manifest: Manifest, state: Uint8Array): void;
  /** Forgets those that newer ones replace. */
  prune(): void;
};

export function snapshotFolder(data: string): SnapshotFolder {
  const root = join(data, 'snapshots');
  const folderOf = (number: bigint): string => join(root, number.toString());
  const pieceOf = (folder: string, at: number): string => join(folder, `${at}.piece`);
  const numbers = (): bigint[] =>
    (existsSync(root) ? readdirSync(root) : [])
      .filter((name) => /^\d{1,18}$/.test(name))
      .map(BigInt)
      .sort((a, b) => (a < b ? 1 : -1));
  return {
    numbers,
    pieceFile: (number, at) => pieceOf(folderOf(number), at),
    manifest(number) {
      let json: unknown;
      try {
        json = JSON.parse(readFileSync(join(folderOf(number), 'manifest.json'), 'utf8'));
      } catch (cause) {
        throw new InputError('SNAPSHOT_INVALID', `The snapshot of block ${number} has no manifest.`, { cause });
      }
      const manifest = parseManifest(json);
      if (manifest.number !== number)
        throw new InputError('SNAPSHOT_INVALID', `The snapshot of block ${number} is of block ${manifest.number}.`);
      return manifest;
    },
    state(manifest) {
      const folder = folderOf(manifest.number);
      const files = manifest.pieces.map((_, at) => pieceOf(folder, at));
      return joinPieces(
        manifest,
        files.map((file) => (existsSync(file) ? readFileSync(file) : new Uint8Array())),
      );
    },
    write(manifest, state) {
      const folder = folderOf(manifest.number);
      const draft = `${folder}.tmp`;
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft, { recursive: true, mode: 0o700 });
      for (const [at, piece] of piecesOf(state).entries()) writeDurably(pieceOf(draft, at), piece);
      writeDurably(join(draft, 'manifest.json'), `${JSON.stringify(manifestToJson(manifest))}\n`);
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
      syncFolder(root);
    },
    prune() {
      const others = numbers().filter((number) => number % KEPT_FOR_EVER !== 0n);
      for (const number of others.slice(KEPT_OTHERS)) rmSync(folderOf(number), { recursive: true, force: true });
      if (!existsSync(root)) return;
      for (const name of readdirSync(root))
        if (name.endsWith('.tmp')) rmSync(join(root, name), { recursive: true, force: true });
    },
  };
}
