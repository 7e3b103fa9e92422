import type { Express, RequestHandler } from 'express';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { signedBlockFromJson, type SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { receiptToJson } from '../../core/domain/seal/admission-receipt.ts';
import { refusalToJson } from '../../core/domain/seal/refusal.ts';
import type { Problem } from '../../core/runtime/problem.ts';
import type { AdmissionOutcome } from './admission.ts';
import type { CarriedStatus } from '../chain/block-status.ts';
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

/** Most internal blocks that one request brings. */
const LIST_MAX = 200;

/**
 * `POST /v1/queue`: takes one internal block and answers the signed promise; or a list of them, in order, and answers a list as long, with a promise or
 * problem details for each. Well-formed blocks of active senders are refused under the company's signature: `refusal` beside the problem's own members.
 */
export function admissionRoute(
  app: Express,
  args: {
    jsonBody: RequestHandler[];
    admit: (blocks: readonly SignedBlock[]) => Promise<AdmissionOutcome[]>;
    problem: (refused: unknown) => Problem;
  },
): void {
  app.post('/v1/queue', ...args.jsonBody, async (request, response) => {
    const body: unknown = request.body;
    if (Array.isArray(body)) {
      response.status(202).json(await answerList(body, args));
      return;
    }
    const [outcome] = await args.admit([signedBlockFromJson(body)]);
    if (outcome === undefined) throw new Error('an internal block came without an outcome');
    if ('refused' in outcome) {
      const problem = args.problem(outcome.refused);
      if (problem.status === 503) response.setHeader('Retry-After', '1');
      response
        .status(problem.status)
        .type('application/problem+json')
        .send(JSON.stringify(withRefusal(problem, outcome)));
      return;
    }
    response.status(202).json(receiptToJson(outcome.admission));
  });
}

async function answerList(
  items: readonly unknown[],
  args: {
    admit: (blocks: readonly SignedBlock[]) => Promise<AdmissionOutcome[]>;
    problem: (refused: unknown) => Problem;
  },
): Promise<object[]> {
  if (items.length === 0 || items.length > LIST_MAX) {
    throw new InputError('BLOCK_JSON_INVALID', `A list has 1 to ${LIST_MAX} internal blocks, not ${items.length}.`);
  }
  const answers: object[] = [];
  const parsed: { at: number; signed: SignedBlock }[] = [];
  for (const [at, item] of items.entries()) {
    try {
      parsed.push({ at, signed: signedBlockFromJson(item) });
    } catch (refused) {
      answers[at] = args.problem(refused);
    }
  }
  const outcomes = await args.admit(parsed.map(({ signed }) => signed));
  for (const [i, { at }] of parsed.entries()) {
    const outcome = outcomes[i] ?? { refused: new Error('an internal block came without an outcome') };
    answers[at] =
      'refused' in outcome ? withRefusal(args.problem(outcome.refused), outcome) : receiptToJson(outcome.admission);
  }
  return answers;
}

function withRefusal(problem: Problem, { refusal }: Extract<AdmissionOutcome, { refused: unknown }>): object {
  return refusal === undefined ? problem : { ...problem, refusal: refusalToJson(refusal) };
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
