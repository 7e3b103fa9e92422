import { blockRecordToJson, parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';
import { unsignedRefusalToJson } from '../../core/domain/seal/refusal.ts';
import { unsignedStandingToJson } from '../../core/domain/seal/words/standing.ts';
import { strictFields, type FieldReader } from '../../core/domain/bytes/strict-json.ts';
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
  /** Takes the term after `after`: from here on nobody else's blocks are signed. @throws InputError TERM_TAKEN, NETWORK_OTHER */
  takeTerm(after: bigint, holder: Hex, domain: NetworkDomain): Promise<SealSigner>;
  handOver(number: bigint, retiring: Hex): Promise<Handover>;
  /** Shows it the block after the one that it remembers as its last. @throws InputError NOT_NEXT, SEAL_SIGNER */
  remember(record: BlockRecord): Promise<void>;
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
    const { code, detail } = looseFields(answer);
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
      const answer = answered(await ask('/v1/admissions'), 'admissions');
      return parsePromised(answer.value('admissions'));
    },
    async takeTerm(after, holder, { chainId, networkHash }) {
      const term = (after + 1n).toString();
      await ask('/v1/term', { term, holder, chainId: chainId.toString(), networkHash });
      return remoteSealSigner(term, { ask, insist }, async () => parseState(await ask('/v1/state')));
    },
    async remember(record) {
      await ask('/v1/records', { record: blockRecordToJson(record) });
    },
    async handOver(number, retiring) {
      const [handover] = parseHandovers([await ask('/v1/handovers', { number: number.toString(), retiring })]);
      if (handover === undefined) throw new InputError('RECORD_INVALID', 'The keeper gave no handover.');
      return handover;
    },
  };
}

type Ask = (path: string, body: unknown) => Promise<unknown>;

function remoteSealSigner(
  term: string,
  { ask, insist }: { ask: Ask; insist: Ask },
  state: () => Promise<KeeperState>,
): SealSigner {
  return {
    async seal(unsigned, _sealHash, key) {
      const request = { term, key, unsigned: unsignedRecordToJson(unsigned) };
      return answered(await insist('/v1/seals', request), 'signature').mixedHex('signature', 65);
    },
    promise: batched(async (key, promised) => {
      const request = { term, key, admissions: promised.map(promisedToJson) };
      const answer = answered(await insist('/v1/promises', request), 'signatures');
      const signatures = answer.list('signatures', promised.length);
      if (signatures.length !== promised.length)
        throw new InputError('RECORD_INVALID', 'The keeper did not sign every admission.');
      return signatures.map((each) => parseHex(each, 'signature', 65));
    }),
    async refuse(refusal, key) {
      const request = { term, key, refusal: unsignedRefusalToJson(refusal) };
      return answered(await insist('/v1/refusals', request), 'signature').mixedHex('signature', 65);
    },
    async stand(standing, key) {
      // Not asked again and again: whoever wants to know asks again himself.
      const answer = await ask('/v1/standings', { term, key, standing: unsignedStandingToJson(standing) });
      return answered(answer, 'signature').mixedHex('signature', 65);
    },
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
  const fields = answered(json, 'term', 'holder', 'last', 'keys');
  const last = fields.value('last');
  const seal = last === null ? undefined : answered(last, 'number', 'sealHash');
  return {
    term: fields.uint64('term'),
    holder: fields.value('holder') === null ? undefined : fields.mixedHex('holder', 20),
    last: seal === undefined ? undefined : { number: seal.uint64('number'), sealHash: seal.mixedHex('sealHash', 32) },
    keys: fields.list('keys').map((key) => parseHex(key, 'key', 20)),
  };
}

function answered(json: unknown, ...keys: string[]): FieldReader {
  return strictFields(json, keys, "The keeper's answer", 'RECORD_INVALID');
}
