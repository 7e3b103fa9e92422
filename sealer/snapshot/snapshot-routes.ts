import { existsSync, readFileSync } from 'node:fs';
import type { Express, Request } from 'express';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Chain } from '../chain/chain.ts';
import { SegmentAway } from '../chain/segments/away.ts';
import { createReadTurns } from '../http/read-turns.ts';
import { manifestToJson, type Manifest } from './manifest.ts';
import { snapshotFolder } from './snapshot-folder.ts';

/** Pieces are read by the thread that makes blocks: one after the other, and after each it rests. */
const TURNS = { atOnce: { all: 1, ofOne: 1 }, waiting: { all: 256, ofOne: 8 }, waitMs: 20_000 };
const BYTES_A_MS = 32_000;
const MOST = 8;

/**
 * `GET /v1/snapshots`: the manifests of the newest snapshots of this chain; `GET /v1/snapshots/:number/:piece`: one of their pieces. Whoever has not executed
 * all of it himself offers none.
 */
export function snapshotRoutes(app: Express, args: { chain: Chain; data: string; signal: AbortSignal }): void {
  const { chain } = args;
  const folder = snapshotFolder(args.data);
  const turns = createReadTurns(TURNS);
  /** Those of old blocks are asked for as often as others, and their blocks may lie elsewhere. */
  const sealHashes = new Map<bigint, Hex>();
  const isOurs = ({ number, sealHash }: Manifest): boolean => {
    const known = sealHashes.get(number) ?? sealDigest(chain.rules.domain, chain.record(Number(number)).seal);
    sealHashes.set(number, known);
    return known === sealHash;
  };
  const manifestOf = (number: bigint): Manifest | undefined => {
    if (chain.executedFrom !== undefined || chain.head === undefined || number > chain.head.number) return undefined;
    try {
      const manifest = folder.manifest(number);
      return isOurs(manifest) ? manifest : undefined;
    } catch (error) {
      // It is fetched, and offered from then on.
      if (error instanceof InputError || error instanceof SegmentAway) return undefined;
      throw error;
    }
  };

  app.get('/v1/snapshots', (_request, response) => {
    const manifests = folder
      .numbers()
      .slice(0, MOST)
      .map(manifestOf)
      .filter((manifest) => manifest !== undefined);
    response.json({ snapshots: manifests.map(manifestToJson) });
  });

  app.get('/v1/snapshots/:number/:piece', async (request, response) => {
    const [number, piece] = [wholeOf(request, 'number'), wholeOf(request, 'piece')];
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const asker = { address: request.ip ?? '', signal: AbortSignal.any([args.signal, gone.signal]) };
    const bytes = await turns.run(asker, async () => {
      const file = folder.pieceFile(number, Number(piece));
      if (manifestOf(number) === undefined || !existsSync(file))
        throw new InputError('SNAPSHOT_UNKNOWN', `There is no piece ${piece} of a snapshot of block ${number} here.`);
      const read = readFileSync(file);
      await pause(Math.ceil(read.length / BYTES_A_MS), args.signal);
      return read;
    });
    response.type('application/octet-stream').send(bytes);
  });
}

function wholeOf(request: Request<Record<string, string>>, name: string): bigint {
  const text = request.params[name] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw new InputError('QUERY_INVALID', `"${text}" is no ${name}.`);
  return BigInt(text);
}
