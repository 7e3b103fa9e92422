import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { isRecord } from '../../core/domain/bytes/is-record.ts';
import type { Chain } from '../chain/chain.ts';
import type { Proofs } from '../proofs/open-proofs.ts';
import { checkRead, type Read, type ReadRules } from './check-read.ts';
import { whenHere } from '../chain/segments/away.ts';
import type { Asker, ReadTurns } from './read-turns.ts';

const BATCH = 100;
/** Of the answers of one batch, characters: what comes after that is to be asked for again. */
const BATCH_CHARACTERS = 16_000_000;
/** JSON-RPC 2.0 and EIP-1474: a method that is not served, a limit exceeded, a state that is gone; invalid parameters otherwise. */
const CODES: Readonly<Record<string, number>> = {
  METHOD_UNSERVED: -32601,
  READ_TOO_LARGE: -32005,
  STATE_TOO_OLD: -32001,
};

/** Whom questions go to, and what bounds them. */
export type Answering = {
  readonly chain: Pick<Chain, 'answer'>;
  readonly proofs: Pick<Proofs, 'answer'>;
  readonly rules: ReadRules;
  readonly turns: { readonly engine: ReadTurns; readonly proofs: ReadTurns; readonly fetching: ReadTurns };
};

type Reply = { status: number; text: string };

/** Answers a JSON-RPC 2.0 body, one request or a batch of up to 100, as JSON text. */
export async function answerRpc(answering: Answering, asker: Asker, body: unknown): Promise<Reply> {
  if (!Array.isArray(body)) return { status: 200, text: await answerOne(answering, asker, body) };
  if (body.length === 0 || body.length > BATCH) {
    return { status: 200, text: failure(null, -32600, `A batch has 1 to ${BATCH} requests.`) };
  }
  const answers: string[] = [];
  let characters = 0;
  for (const one of body) {
    const answer =
      characters < BATCH_CHARACTERS
        ? await answerOne(answering, asker, one)
        : failure(nameOf(one), -32005, 'The answers of this batch are long enough. Ask for this one again.');
    characters += answer.length;
    answers.push(answer);
  }
  return { status: 200, text: `[${answers.join(',')}]` };
}

async function answerOne(answering: Answering, asker: Asker, body: unknown): Promise<string> {
  if (!isRecord(body)) return failure(null, -32600, 'A request is a JSON object.');
  const { method, params } = body;
  const name = nameOf(body);
  if (typeof method !== 'string') return failure(name, -32600, 'The request has no method.');
  const given = params ?? [];
  if (!Array.isArray(given)) return failure(name, -32602, 'params is a list.');
  try {
    const answer = await answerRead(answering, asker, checkRead(answering.rules, method, given));
    return `{"jsonrpc":"2.0","id":${JSON.stringify(name)},${answer.slice(1)}`;
  } catch (error) {
    if (error instanceof InputError) return failure(name, CODES[error.code] ?? -32602, error.message);
    if (error instanceof TransientError) return failure(name, -32000, error.message);
    throw error;
  }
}

/** Proofs stand in a line of their own: they need not wait for the engine, nor it for them. What lies elsewhere is waited for in no line of others. */
function answerRead({ chain, proofs, turns }: Answering, asker: Asker, { method, params }: Read): Promise<string> {
  return method === 'eth_getProof'
    ? turns.proofs.run(asker, () => proofs.answer(params))
    : whenHere(
        () => turns.engine.run(asker, () => chain.answer(method, params)),
        (away) => turns.fetching.run(asker, () => away.here(asker.signal)),
      );
}

function nameOf(body: unknown): string | number | null {
  const { id } = isRecord(body) ? body : {};
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function failure(id: string | number | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}
