import { parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { membersOf, uint64Of } from '../../core/domain/seal/seal.ts';
import { parseHandovers, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { fetchText } from '../../core/runtime/fetch-text.ts';
import { retry } from '../../core/runtime/retry.ts';
import { unsignedRecordToJson } from '../keys/unsigned-record-json.ts';
import { parsePromised, promisedToJson } from '../keys/promise-json.ts';
import type { Promised, SealSigner } from '../keys/seal-signer.ts';

export type KeeperState = {
  term: bigint;
  holder: Hex | undefined;
  /** The newest signed block. */
  last: { number: bigint; sealHash: Hex } | undefined;
  /** In order of making. */
  keys: Hex[];
};

/** A keeper as a sealer sees it. Everything throws TransientError KEEPER_UNREACHABLE, or InputError with the keeper's code. */
export type KeeperClient = {
  state(): Promise<KeeperState>;
  /** The newest signed blocks. @throws InputError RECORD_NOT_FOUND */
  record(number: bigint): Promise<BlockRecord>;
  /** What was promised and no signed block carried yet, oldest first. */
  admissions(): Promise<Promised[]>;
  /** Takes the term after `after`: from here on nobody else's blocks are signed. @throws InputError TERM_TAKEN */
  takeTerm(after: bigint, holder: Hex): Promise<SealSigner>;
  handOver(number: bigint, retiring: Hex): Promise<Handover>;
};

const ANSWER_MS = 5_000;
/** How long a signature is asked for again while the keeper is away; then the sealer stops, and completes its unsigned record at the next start. */
const PATIENCE = { attempts: 12, baseMs: 50, maxMs: 2_000 };

export function connectKeeper(args: { url: string; token: string; signal: AbortSignal }): KeeperClient {
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    let status: number;
    let answer: unknown;
    try {
      const init = {
        redirect: 'error' as const,
        headers: { authorization: `Bearer ${args.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      };
      const told = await fetchText(args.url + path, init, { signal: args.signal, timeoutMs: ANSWER_MS });
      status = told.status;
      answer = JSON.parse(told.text);
    } catch (cause) {
      args.signal.throwIfAborted();
      throw new TransientError('KEEPER_UNREACHABLE', `The keeper at ${args.url} does not answer. It is tried again.`, {
        cause,
      });
    }
    if (status < 400) return answer;
    const { code, detail } = answer as { code?: unknown; detail?: unknown };
    if (status >= 500 || typeof code !== 'string')
      throw new TransientError('KEEPER_UNREACHABLE', `The keeper at ${args.url} answers ${status}. It is tried again.`);
    throw new InputError(code, typeof detail === 'string' ? detail : `The keeper refuses: ${code}.`);
  };
  const insist = (path: string, body: unknown): Promise<unknown> =>
    retry(() => ask(path, body), { ...PATIENCE, signal: args.signal });

  return {
    state: async () => parseState(await ask('/v1/state')),
    record: async (number) => parseBlockRecord(await ask(`/v1/records/${number}`)),
    admissions: async () => {
      const answer = membersOf(await ask('/v1/admissions'), 'answer', ['admissions']);
      return parsePromised(answer['admissions']);
    },
    async takeTerm(after, holder) {
      const term = (after + 1n).toString();
      await ask('/v1/term', { term, holder });
      return remoteSealSigner(term, insist, async () => parseState(await ask('/v1/state')));
    },
    async handOver(number, retiring) {
      const [handover] = parseHandovers([await ask('/v1/handovers', { number: number.toString(), retiring })]);
      if (handover === undefined) throw new InputError('RECORD_INVALID', 'The keeper gave no handover.');
      return handover;
    },
  };
}

type Insist = (path: string, body: unknown) => Promise<unknown>;

function remoteSealSigner(term: string, insist: Insist, state: () => Promise<KeeperState>): SealSigner {
  return {
    async seal(unsigned, _sealHash, key) {
      const answer = membersOf(
        await insist('/v1/seals', { term, key, unsigned: unsignedRecordToJson(unsigned) }),
        'answer',
        ['signature'],
      );
      return parseHex(answer['signature'], 'signature', 65);
    },
    promise: batched(async (key, promised) => {
      const request = { term, key, admissions: promised.map(promisedToJson) };
      const { signatures } = membersOf(await insist('/v1/promises', request), 'answer', ['signatures']);
      if (!Array.isArray(signatures) || signatures.length !== promised.length)
        throw new InputError('RECORD_INVALID', 'The keeper did not sign every admission.');
      return signatures.map((each: unknown) => parseHex(each, 'signature', 65));
    }),
    async require(key) {
      const { keys } = await state();
      if (!keys.includes(key)) {
        throw new InputError('SEAL_KEY_MISSING', `The keeper does not hold the seal key ${key}, which is in force.`);
      }
    },
  };
}

type Waiting = { promised: Promised; resolve: (signature: Hex) => void; reject: (error: unknown) => void };

/** Most admissions of one request: each holds a whole internal block. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** While one request is on its way, the next admissions gather for the one after it: the keeper syncs its disk once for all of them. */
function batched(sign: (key: Hex, promised: readonly Promised[]) => Promise<Hex[]>): SealSigner['promise'] {
  const waiting = new Map<Hex, Waiting[]>();
  const run = async (key: Hex, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      let bytes = 0;
      const rest = queue.findIndex(({ promised }, i) => (bytes += promised.signed.data.length) > BATCH_BYTES && i > 0);
      const batch = queue.splice(0, rest === -1 ? queue.length : rest);
      try {
        const signatures = await sign(
          key,
          batch.map(({ promised }) => promised),
        );
        batch.forEach(({ resolve, reject }, i) => {
          const signature = signatures[i];
          if (signature === undefined) reject(new Error('a signature is missing'));
          else resolve(signature);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    waiting.delete(key);
  };
  return (promised, key) =>
    new Promise<Hex>((resolve, reject) => {
      const queue = waiting.get(key);
      if (queue !== undefined) {
        queue.push({ promised, resolve, reject });
        return;
      }
      const fresh: Waiting[] = [{ promised, resolve, reject }];
      waiting.set(key, fresh);
      setImmediate(() => void run(key, fresh));
    });
}

function parseState(json: unknown): KeeperState {
  const fields = membersOf(json, 'state', ['term', 'holder', 'last', 'keys']);
  const { holder, last, keys } = fields;
  if (!Array.isArray(keys)) throw new InputError('RECORD_INVALID', 'The keeper names no keys.');
  const seal = last === null ? undefined : membersOf(last, 'last', ['number', 'sealHash']);
  return {
    term: uint64Of(fields['term'], 'term'),
    holder: holder === null ? undefined : parseHex(holder, 'holder', 20),
    last:
      seal === undefined
        ? undefined
        : { number: uint64Of(seal['number'], 'number'), sealHash: parseHex(seal['sealHash'], 'sealHash', 32) },
    keys: keys.map((key: unknown) => parseHex(key, 'key', 20)),
  };
}
