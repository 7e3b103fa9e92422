import { blockRecordToJson, parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { carriedBlock } from '../../core/domain/ledger/carried-block.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';
import { internalBlockDigest } from '../../core/domain/ledger/internal-block.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { handoverToJson, parseHandover, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import { encodeFrameLine, openFrameFile } from '../chain/frame-file.ts';
import { parsePromised, promisedToJson } from '../keys/promise-json.ts';
import type { Promised } from '../keys/seal-signer.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';

/** Who may have seals signed: a number that only rises, and the sealer that took it. */
export type Term = { number: bigint; holder: Hex };

/** The keeper's memory, each change synced before it returns: what the keeper then lets out is never more than what it still knows after a crash. */
export type KeeperLog = {
  readonly term: Term | undefined;
  /** Of the network that the terms are about; undefined before the first. */
  readonly domain: NetworkDomain | undefined;
  /** The newest signed block, and its seal's hash. */
  readonly last: { record: BlockRecord; sealHash: Hex } | undefined;
  /** Admissions that no signed block carried yet, oldest first. */
  open(): Promised[];
  /** The newest signed blocks as JSON text: enough for a standby that is a little behind. */
  recordText(number: bigint): string | undefined;
  /** The newest handover that a key signed. */
  handoverOf(retiring: Hex): Handover | undefined;
  takeTerm(term: Term, domain: NetworkDomain): void;
  keepHandover(retiring: Hex, handover: Handover): void;
  keepSeal(record: BlockRecord): void;
  keepPromises(promised: readonly Promised[]): void;
  close(): void;
};

/** The file is written anew with only what is needed once it is longer than this. */
const COMPACT_BYTES = 64 * 1024 * 1024;
const RECENT_BYTES = 16 * 1024 * 1024;
/** Digests of carried blocks that are remembered, for receipts that are asked for after their block. */
const CARRIED = 50_000;

/** @throws InputError LOG_DAMAGED */
export function openKeeperLog(file: string, compactBytes = COMPACT_BYTES): KeeperLog {
  let term: Term | undefined;
  let domain: NetworkDomain | undefined;
  let last: { record: BlockRecord; sealHash: Hex } | undefined;
  const open = new Map<Hex, Promised>();
  const carriedIn = new Map<Hex, bigint>();
  const handovers = new Map<Hex, Handover>();
  const recent: { number: bigint; text: string }[] = [];

  const enterSeal = (record: BlockRecord, text: string): void => {
    if (domain === undefined) throw new InputError('LOG_DAMAGED', `${file} has a seal before any term. Restore it.`);
    last = { record, sealHash: sealDigest(domain, record.seal) };
    recent.push({ number: record.number, text });
    let bytes = recent.reduce((sum, each) => sum + each.text.length, 0);
    while (recent.length > 1 && bytes > RECENT_BYTES) bytes -= recent.shift()?.text.length ?? 0;
    for (const raw of record.transactions) {
      const carried = carriedBlock(raw);
      if (carried === undefined) continue;
      const digest = internalBlockDigest(domain, carried.ledger, carried.block);
      open.delete(digest);
      carriedIn.delete(digest);
      carriedIn.set(digest, record.number);
    }
    for (const digest of carriedIn.keys()) {
      if (carriedIn.size <= CARRIED) break;
      carriedIn.delete(digest);
    }
  };
  /** Whether a later block must keep it. */
  const isOpen = ({ admission: { digest, head } }: Promised): boolean =>
    !open.has(digest) && (carriedIn.get(digest) ?? -1n) <= head;
  const read = (text: string): void => {
    const entry = strictFields(JSON.parse(text), [], "An entry of the keeper's log", 'RECORD_INVALID', {
      optional: ['term', 'seal', 'promises', 'handover'],
    });
    if (entry.has('term')) ({ term, domain } = parseTerm(entry.value('term')));
    if (entry.has('seal')) enterSeal(parseBlockRecord(entry.value('seal')), JSON.stringify(entry.value('seal')));
    if (entry.has('handover')) {
      const { retiring, handover } = parseKept(entry.value('handover'));
      handovers.set(retiring, handover);
    }
    if (entry.has('promises')) {
      for (const each of parsePromised(entry.value('promises')))
        if (isOpen(each)) open.set(each.admission.digest, each);
    }
  };
  let frames = openFrameFile(file, read);

  const texts = (): string[] => [
    ...(term === undefined || domain === undefined ? [] : [termText(term, domain)]),
    ...[...handovers].map(([retiring, handover]) => handoverText(retiring, handover)),
    ...recent.map(({ text }) => `{"seal":${text}}`),
    ...(open.size === 0 ? [] : [promisesText([...open.values()])]),
  ];
  const write = (text: string): void => {
    if (frames.size > compactBytes) {
      frames.close();
      writeDurably(file, Buffer.concat(texts().map(encodeFrameLine)));
      frames = openFrameFile(file, () => undefined);
    }
    frames.append(text);
  };

  return {
    get term() {
      return term;
    },
    get last() {
      return last;
    },
    get domain() {
      return domain;
    },
    open: () => [...open.values()],
    recordText: (number) => recent.find((each) => each.number === number)?.text,
    handoverOf: (retiring) => handovers.get(retiring),
    keepHandover(retiring, handover) {
      write(handoverText(retiring, handover));
      handovers.set(retiring, handover);
    },
    takeTerm(next, network) {
      if (next.number <= (term?.number ?? 0n)) throw new InputError('TERM_TAKEN', `Term ${next.number} is over.`);
      write(termText(next, network));
      term = next;
      domain = network;
    },
    keepSeal(record) {
      const text = JSON.stringify(blockRecordToJson(record));
      write(`{"seal":${text}}`);
      enterSeal(record, text);
    },
    keepPromises(promised) {
      // A block that was there already when it was asked for again is promised by its own number.
      const newest = last?.record.number ?? -1n;
      const fresh = promised.filter((each) => each.admission.byBlock > newest && isOpen(each));
      if (fresh.length === 0) return;
      write(promisesText(fresh));
      for (const each of fresh) open.set(each.admission.digest, each);
    },
    close: () => frames.close(),
  };
}

function parseTerm(json: unknown): { term: Term; domain: NetworkDomain } {
  const keys = ['number', 'holder', 'chainId', 'networkHash'];
  const fields = strictFields(json, keys, "A term of the keeper's log", 'RECORD_INVALID');
  return {
    term: { number: fields.uint64('number'), holder: fields.mixedHex('holder', 20) },
    domain: { chainId: fields.uint64('chainId'), networkHash: fields.mixedHex('networkHash', 32) },
  };
}

function termText({ number, holder }: Term, { chainId, networkHash }: NetworkDomain): string {
  return JSON.stringify({ term: { number: number.toString(), holder, chainId: chainId.toString(), networkHash } });
}

function parseKept(json: unknown): { retiring: Hex; handover: Handover } {
  const fields = strictFields(json, ['retiring', 'handover'], "A handover of the keeper's log", 'RECORD_INVALID');
  return { retiring: fields.mixedHex('retiring', 20), handover: parseHandover(fields.value('handover')) };
}

function handoverText(retiring: Hex, handover: Handover): string {
  return JSON.stringify({ handover: { retiring, handover: handoverToJson(handover) } });
}

function promisesText(promised: readonly Promised[]): string {
  return JSON.stringify({ promises: promised.map(promisedToJson) });
}
