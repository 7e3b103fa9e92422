import type { Express, RequestHandler } from 'express';
import { parseHex, type Hex } from '../core/domain/hex.ts';
import { signedBlockFromJson, type SignedBlock } from '../core/domain/internal-block.ts';
import type { Admission } from '../core/domain/seal.ts';
import type { CarriedStatus } from './block-status.ts';

export type SignedAdmission = Admission & { signature: Hex };
export type QueueStatus = CarriedStatus | { state: 'queued'; byBlock?: bigint } | { state: 'unknown' };

/** `GET /v1/queue` and `/v1/queue/:digest`. */
export function queueStatusRoutes(
  app: Express,
  args: { digests: () => Hex[]; status: (digest: Hex) => Promise<QueueStatus> },
): void {
  app.get('/v1/queue', (_request, response) => {
    response.json({ digests: args.digests() });
  });
  app.get('/v1/queue/:digest', async (request, response) => {
    const status = await args.status(parseHex(request.params['digest'], 'digest', 32));
    response.json(statusToJson(status));
  });
}

/** `POST /v1/queue`: takes one internal block and answers the signed promise. */
export function admissionRoute(
  app: Express,
  args: { jsonBody: RequestHandler[]; admit: (signed: SignedBlock) => Promise<SignedAdmission> },
): void {
  app.post('/v1/queue', ...args.jsonBody, async (request, response) => {
    const admission = await args.admit(signedBlockFromJson(request.body));
    response.status(202).json({
      digest: admission.digest,
      byBlock: admission.byBlock.toString(),
      timestamp: admission.timestamp.toString(),
      signature: admission.signature,
    });
  });
}

function statusToJson(status: QueueStatus): Record<string, unknown> {
  switch (status.state) {
    case 'sealed':
      return { state: status.state, blockNumber: status.blockNumber.toString() };
    case 'refused':
      return { state: status.state, blockNumber: status.blockNumber.toString(), error: status.error };
    case 'queued':
    case 'unknown':
      return { state: status.state };
    default:
      return status satisfies never;
  }
}
