import type { Express } from 'express';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { cosignatureToJson, type WitnessCosignature } from '../../core/domain/evidence/witness-cosignature.ts';
import type { Chain } from '../chain/chain.ts';
import { integerOf } from '../http/read-routes.ts';
import type { Witness } from './witness.ts';

/** Longest that an answer about a block to come is held. */
const WAIT_MS = 10_000;

/**
 * `GET /v1/cosignatures/:number`: what this replica's witness, and those of other replicas as far as known here, say of a block; with `?wait=MS` the answer waits for
 * the block. `GET /v1/evidence`: the proofs that it keeps.
 */
export function witnessRoutes(
  app: Express,
  args: {
    chain: Chain;
    witness: Witness | undefined;
    peers: (number: bigint) => WitnessCosignature[];
    faults: () => unknown[];
    signal: AbortSignal;
  },
): void {
  const { chain, witness } = args;
  app.get('/v1/cosignatures/:number', async (request, response) => {
    const text = request.params['number'];
    if (!/^\d{1,15}$/.test(text)) throw new InputError('QUERY_INVALID', `"${text}" is not a block number.`);
    const number = BigInt(text);
    const wait = integerOf(request, 'wait', 0, WAIT_MS);
    if (wait > 0) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      await chain.waitFor(number, wait, AbortSignal.any([args.signal, gone.signal]));
    }
    if (chain.head === undefined || number > chain.head.number)
      throw new InputError('BLOCK_UNKNOWN', `Block ${number} is not verified here yet.`);
    const own = witness === undefined ? [] : [{ ...witness.cosign(number), witness: witness.address }];
    const others = args.peers(number).filter((each) => each.witness !== witness?.address);
    response.json({ cosignatures: [...own, ...others].map(cosignatureToJson) });
  });
  app.get('/v1/evidence', (_request, response) => {
    response.json({ evidence: args.faults() });
  });
}
