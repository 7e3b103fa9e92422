import type { Express } from 'express';
import { InputError } from '../../core/domain/errors.ts';
import type { Witness } from './witness.ts';

/** `GET /v1/cosignatures/:number`: what this replica's witness says of a block. `GET /v1/evidence`: the proofs that it keeps. */
export function witnessRoutes(app: Express, args: { witness: Witness | undefined; faults: () => unknown[] }): void {
  app.get('/v1/cosignatures/:number', (request, response) => {
    const text = request.params['number'];
    if (!/^\d{1,15}$/.test(text)) throw new InputError('QUERY_INVALID', `"${text}" is not a block number.`);
    if (args.witness === undefined) {
      response.json({ cosignatures: [] });
      return;
    }
    const { number, sealHash, signature } = args.witness.cosign(BigInt(text));
    response.json({
      cosignatures: [{ witness: args.witness.address, number: number.toString(), sealHash, signature }],
    });
  });
  app.get('/v1/evidence', (_request, response) => {
    response.json({ evidence: args.faults() });
  });
}
