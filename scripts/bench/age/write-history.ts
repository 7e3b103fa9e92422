import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { Parent } from '../../../core/domain/seal/block-record.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { openBlockLog, type BlockLog } from '../../../sealer/chain/block-log.ts';
import { encodeFrameLine } from '../../../sealer/chain/frame-file.ts';
import { openLogIndex } from '../../../sealer/chain/index/log-index.ts';
import { makeBlock } from '../../../sealer/chain/make-block.ts';
import { replayLog, signRecord } from '../../../sealer/chain/replay-log.ts';
import { createSealKeyHistory, type SealKeyHistory } from '../../../sealer/chain/seal-key-history.ts';
import { sealRulesOf, type SealRules } from '../../../sealer/chain/seal-rules.ts';
import type { Engine } from '../../../sealer/engine/engine.ts';
import { openSealKeyring } from '../../../sealer/keys/seal-keyring.ts';
import { localSealSigner } from '../../../sealer/keys/seal-signer.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { unsignedRecordToJson } from '../../../sealer/keys/unsigned-record-json.ts';
import { startFromSnapshot } from '../../../sealer/snapshot/start-from-snapshot.ts';

/** Writes blocks behind those of a sealer's folder as the sealer would, executed and sealed, but syncs them at the end alone. */
export type HistoryWriter = AsyncDisposable & {
  readonly head: Parent;
  readonly carrier: Signer;
  /** Transactions that the carrier sent so far. */
  readonly nonce: bigint;
  add(timestamp: bigint, transactions: readonly Hex[]): Promise<void>;
};

const WRITE_BYTES = 4 * 1024 * 1024;
/** As many as a sealer closes by default. */
const SEGMENT_BLOCKS = 1_024;

/** @param data of a sealer that was founded and stands still */
export async function openHistory(data: string, network: Network): Promise<HistoryWriter> {
  const rules = sealRulesOf(network);
  const domain = domainOf(network);
  const file = join(data, 'blocks.log');
  const carrier = await loadSigningKey(data, 'carrier');
  const signer = localSealSigner(domain, openSealKeyring(data));
  const { engine, book, head: begun } = await openEnd({ data, file, rules });
  let head = begun;
  let nonce = BigInt(
    String(
      (JSON.parse(await engine.answer('eth_getTransactionCount', [carrier.address, 'latest'])) as { result: string })
        .result,
    ),
  );
  const handle = openSync(file, 'a');
  let waiting: Buffer[] = [];
  let bytes = 0;
  const flush = (): void => {
    writeSync(handle, Buffer.concat(waiting));
    waiting = [];
    bytes = 0;
  };
  return {
    get head() {
      return head;
    },
    carrier,
    get nonce() {
      return nonce;
    },
    async add(timestamp, transactions) {
      const input = { transactions, timestamp, prevRandao: head.sealHash };
      const { made, sealHash, unsigned } = await makeBlock({ engine, rules, input, parent: head });
      const record = await signRecord({ rules, book, head }, unsigned, signer);
      book.read(record);
      const frames = [JSON.stringify(unsignedRecordToJson(unsigned)), record.seal.signature].map(encodeFrameLine);
      waiting.push(...frames);
      for (const { length } of frames) bytes += length;
      if (bytes >= WRITE_BYTES) flush();
      nonce += BigInt(transactions.length);
      head = { number: made.number, sealHash, blockHash: made.blockHash, timestamp };
    },
    async [Symbol.asyncDispose]() {
      flush();
      fdatasyncSync(handle);
      closeSync(handle);
      await engine[Symbol.asyncDispose]();
      // Whoever opens the folder next finds it as a sealer leaves it.
      using index = openLogIndex(join(data, 'index.db'), rules);
      const log = openBlockLog(file, 'cut', index);
      while (await log.closeSegment(SEGMENT_BLOCKS, new AbortController().signal));
      log.close();
    },
  };
}

async function openEnd(args: {
  data: string;
  file: string;
  rules: SealRules;
}): Promise<{ engine: Engine; book: SealKeyHistory; head: Parent }> {
  const { data, rules } = args;
  using index = openLogIndex(join(data, 'index.db'), rules);
  const log: BlockLog = openBlockLog(args.file, 'refuse', index);
  try {
    const book = createSealKeyHistory(rules);
    const engine = await startFromSnapshot({ data, domain: rules.domain, log });
    const { head } = await replayLog({ log, index, book, engine, rules });
    if (head === undefined) throw new Error(`${data} holds no founded chain`);
    return { engine, book, head };
  } finally {
    log.close();
  }
}
