import type { DatabaseSync } from 'node:sqlite';
import { checkPromiseBounds } from '../../core/domain/evidence/promise-bounds.ts';
import { checkReceiptSigned, judgePromise } from '../../core/chain/judge-promise.ts';
import { sealedSource, type SealedSource, type SealKeys } from '../../core/chain/sealed-source.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { type Accused, type Evidence } from '../../core/domain/evidence/evidence.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { fetchBoundedJson } from '../../core/runtime/fetch-bounded.ts';
import type { Source } from './sources.ts';
import { parseReceipt, receiptToJson, type SignedAdmission } from '../../core/domain/seal/admission-receipt.ts';
import { requestJson } from '../../core/chain/http-json.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

/** The company's signed promises, until blocks show what became of them. */
export type Promises = {
  /** Keeps a receipt. @throws InputError RECEIPT_FORGED unless the company signed it, PROMISE_TOO_LONG, RECEIPTS_FULL, EVIDENCE_INVALID */
  take(json: unknown): Hex;
  /** Fetches the receipts that the portal got since the last time. */
  fetch(portal: Source, signal: AbortSignal): Promise<void>;
  /**
   * Judges what can be judged by the blocks of a source. What was carried is handed to a replica, which executes the history where its ledger refused it, and
   * keeps what proves something among its evidence.
   * @returns the proofs that some were broken
   */
  judge(source: Source, head: { number: bigint; timestamp: bigint }, signal: AbortSignal): Promise<Evidence[]>;
  open(): number;
};

const MOST_OPEN = 100_000;
const AT_ONCE = 50;
/** Blocks that one look remembers, since promises of one time look at the same ones. */
const REMEMBERED = 1_000;
const PAGE = 200;
const PAGES = 5;
/** A receipt of which no blocks can ever make a proof: judged once, so that it holds up no other. */
const VOID = new Set(['PROMISE_TOO_LONG', 'EVIDENCE_INVALID']);

export function openPromises(args: {
  database: DatabaseSync;
  keys: SealKeys;
  /** The company, with the seal keys known now. */
  accused: () => Accused;
  /** Whether some source can execute: then nothing that was carried is settled without it. */
  replicas: boolean;
  timeoutMs: number;
  /** Milliseconds since 1970. */
  now: () => number;
}): Promises {
  const { database, keys, timeoutMs } = args;
  const add = database.prepare(
    "insert into promises (digest, by_block, by_time, receipt, state) values (?, ?, ?, ?, 'open') on conflict do nothing",
  );
  const due = database.prepare(
    "select rowid, receipt from promises where state = 'open' and (by_block <= ? or by_time < ?) order by by_block limit ?",
  );
  const settle = database.prepare('update promises set state = ? where rowid = ?');
  const forget = database.prepare("delete from promises where state in ('kept', 'void') and by_block < ?");
  const open = database.prepare("select count(*) as n from promises where state = 'open'");
  const cursor = database.prepare('select next from promise_cursors where source = ?');
  const setCursor = database.prepare(
    'insert into promise_cursors (source, next) values (?, ?) on conflict (source) do update set next = excluded.next',
  );

  const openCount = (): number => Number(open.get()?.['n'] ?? 0);

  const take: Promises['take'] = (json) => {
    const receipt = parseReceipt(json);
    checkReceiptSigned(receipt, args.accused());
    checkPromiseBounds(receipt, unixSeconds(args.now()));
    if (openCount() >= MOST_OPEN)
      throw new InputError('RECEIPTS_FULL', `${MOST_OPEN} promises are open already; those that are kept make room.`);
    const { digest, byBlock, byTime } = receipt;
    add.run(digest, byBlock, byTime, JSON.stringify(receiptToJson(receipt)));
    return digest;
  };

  return {
    take,
    open: openCount,
    async fetch(portal, signal) {
      for (let page = 0; page < PAGES; page++) {
        const next = String(cursor.get(portal.name)?.['next'] ?? '0');
        const url = `${portal.url}/api/promises?after=${next}&limit=${PAGE}`;
        const body = looseFields(await fetchBoundedJson(url, { signal, timeoutMs, maxBytes: 1024 * 1024 }));
        const list = body['promises'];
        const after = body['next'];
        if (!Array.isArray(list) || typeof after !== 'string')
          throw new InputError('ANSWER_MALFORMED', `${url} gives no promises.`);
        for (const json of list as unknown[]) takeOrLeave(json);
        setCursor.run(portal.name, after);
        if (list.length < PAGE) return;
      }
    },
    async judge(source, head, signal) {
      const broken: Evidence[] = [];
      const from = remembering(sealedSource(source.url, keys, timeoutMs));
      for (const row of due.all(head.number, head.timestamp, AT_ONCE)) {
        const receipt = parseReceipt(JSON.parse(String(row['receipt'])));
        const verdict = await judgePromise({ receipt, source: from, accused: args.accused(), signal }).catch(orVoid);
        if (verdict.state === 'open') continue;
        if (verdict.state === 'broken') broken.push(verdict.evidence);
        const state = verdict.state === 'kept' ? await executed(source, receipt, signal) : verdict.state;
        if (state !== 'open') settle.run(state, Number(row['rowid']));
      }
      forget.run(head.number - 10_000n);
      return broken;
    },
  };

  /** What a replica says of a promise whose block was carried. */
  async function executed(
    source: Source,
    receipt: SignedAdmission,
    signal: AbortSignal,
  ): Promise<'open' | 'kept' | 'broken' | 'void'> {
    if (source.role !== 'replica') return args.replicas ? 'open' : 'kept';
    const answer = await requestJson(`${source.url}/v1/promises`, {
      method: 'POST',
      body: receiptToJson(receipt),
      signal,
    });
    const { state } = looseFields(answer);
    if (state === 'kept' || state === 'broken') return state;
    return state === 'open' || state === 'judging' ? 'open' : 'void';
  }

  /** What the portal cannot show a signature for is no promise; that is the portal's affair. */
  function takeOrLeave(json: unknown): void {
    try {
      take(json);
    } catch (error) {
      if (error instanceof TransientError || !(error instanceof InputError)) throw error;
    }
  }
}

function orVoid(error: unknown): { state: 'void' } {
  if (error instanceof InputError && VOID.has(error.code)) return { state: 'void' };
  throw error;
}

/** Gives blocks that were given before from memory. */
function remembering(source: SealedSource): SealedSource {
  const known = new Map<bigint, BlockRecord>();
  return {
    ...source,
    async records(from, limit, signal) {
      const found: BlockRecord[] = [];
      for (let next = from; found.length < limit; next++) {
        const record = known.get(next);
        if (record === undefined) break;
        found.push(record);
      }
      if (found.length > 0) return found;
      const fetched = await source.records(from, limit, signal);
      for (const record of fetched) if (known.size < REMEMBERED) known.set(record.number, record);
      return fetched;
    },
  };
}
