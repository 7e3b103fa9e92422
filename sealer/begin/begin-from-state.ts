import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { WitnessCosignature } from '../../core/domain/evidence/witness-cosignature.ts';
import { checkHandovers } from '../../core/domain/handovers/check-handovers.ts';
import { foundedOrigin } from '../../core/domain/handovers/lost-key-in-block.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import { checkContent, parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { sealKeyAt, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { checkSeal, sealDigest } from '../../core/domain/seal/seal.ts';
import { countedWitnesses } from '../../core/domain/witnesses/witness.ts';
import {
  standingWitnesses,
  WITNESSES_SLOT,
  witnessSlots,
  type StandingWitness,
} from '../../core/domain/witnesses/witness-register.ts';
import { WITNESSES_MAX } from '../../core/domain/limits.ts';
import { sealRulesOf } from '../chain/seal-rules.ts';
import { request, type Engine } from '../engine/engine.ts';
import { connectUpstream } from '../replica/upstream.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { startAtSnapshot } from '../snapshot/start-from-snapshot.ts';
import type { Begun } from './begun-file.ts';
import { collectWords, isVouchedFor } from './collect-words.ts';
import { fetchSnapshot, type SourceRefused } from './fetch-snapshot.ts';
import { handoversOf, offersOf } from './snapshot-source.ts';

/** What a replica goes on from that did not execute what lies before: the two newest blocks below it, and an engine with the state after the second. */
export type Beginning = Begun & { records: readonly [BlockRecord, BlockRecord]; engine: Engine };

export type BeginArgs = {
  data: string;
  network: Network;
  /** Whom to ask for states, blocks and words. */
  sources: readonly string[];
  /** Whom to ask for words alone, and whose witnesses the operator named himself. */
  peers: readonly { url: string; witness: Hex }[];
  /** How many witnesses must have cosigned the block. */
  required: number;
  signal: AbortSignal;
  onFetching?: (number: bigint, fetched: number, of: number) => void;
  onRefused?: SourceRefused;
};

type Offer = { manifest: Manifest; urls: string[] };

/** Sources that offer one thing each cost so many tries at most. */
const MOST_TRIES = 4;

/**
 * The newest state that a source offers and that witnesses vouch for: k of those that stand in the register of that very state, one of them at least known from
 * the network file or named by the operator, since a state that somebody made up has a register that he made up. All else is checked: seal, chain of the two seals,
 * headers, each piece, and the root of the engine that starts from it. `undefined` where there is none; then everything is executed first.
 */
export async function beginFromState(args: BeginArgs): Promise<Beginning | undefined> {
  const offers = await offersIn(args);
  if (offers.length === 0) return undefined;
  const told = await toldHandovers(args);
  for (const offer of offers.slice(0, MOST_TRIES)) {
    try {
      return await beginAt(args, offer, told);
    } catch (error) {
      if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
      args.onRefused?.(offer.urls.join(', '), error);
    }
  }
  return undefined;
}

/** What is offered, the newest first; each with whoever offers the same. */
async function offersIn({ sources, signal, onRefused }: BeginArgs): Promise<Offer[]> {
  const offers = new Map<string, Offer>();
  const looks = await Promise.all(
    sources.map(async (url) => ({ url, found: await orRefused(url, offersOf(url, signal), onRefused) })),
  );
  for (const { url, found = [] } of looks)
    for (const manifest of found) {
      const name = `${manifest.sealHash}${manifest.pieces.join('')}`;
      const offer = offers.get(name) ?? { manifest, urls: [] };
      offer.urls.push(url);
      offers.set(name, offer);
    }
  return [...offers.values()].sort((a, b) => (a.manifest.number < b.manifest.number ? 1 : -1));
}

/** The longest list of handovers that is properly signed. */
async function toldHandovers({ sources, network, signal, onRefused }: BeginArgs): Promise<readonly Handover[]> {
  const origin = foundedOrigin(sealRulesOf(network));
  const checked = async (url: string): Promise<readonly Handover[]> =>
    checkHandovers(origin, await handoversOf(url, signal));
  const lists = await Promise.all(sources.map((url) => orRefused(url, checked(url), onRefused)));
  return lists.reduce<readonly Handover[]>((long, list = []) => (list.length > long.length ? list : long), []);
}

async function orRefused<T>(url: string, work: Promise<T>, onRefused?: SourceRefused): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
    onRefused?.(url, error);
    return undefined;
  }
}

async function beginAt(args: BeginArgs, offer: Offer, told: readonly Handover[]): Promise<Beginning> {
  const { data, network, signal } = args;
  const { manifest, urls } = offer;
  const { number, sealHash } = manifest;
  const domain = domainOf(network);
  const handovers = settledBefore(told, number);
  const records = await recordsAt(args, offer, handovers);
  const known = new Set([
    ...countedWitnesses(network, network.witnesses).map(({ key }) => key),
    ...args.peers.map(({ witness }) => witness),
  ]);
  const isEnough = (words: readonly WitnessCosignature[]): boolean => isVouchedFor(words, args.required, known);
  const askedUrls = [...new Set([...args.sources, ...args.peers.map(({ url }) => url)])];
  const words = await collectWords({ domain, block: { number, sealHash }, urls: askedUrls, isEnough, signal });
  requireWords(number, words, args.required, isEnough);
  const sources = [...urls, ...args.sources.filter((url) => !urls.includes(url))];
  const { onFetching, onRefused } = args;
  await fetchSnapshot({
    ...{ data, manifest, sources, signal },
    ...(onFetching === undefined ? {} : { onPiece: (fetched, of) => onFetching(number, fetched, of) }),
    ...(onRefused === undefined ? {} : { onRefused }),
  });
  const engine = await startAtState(data, network, records[1]);
  try {
    const counted = new Set((await witnessesIn(engine, network)).map(({ key }) => key));
    const counting = words.filter(({ witness }) => counted.has(witness));
    requireWords(number, counting, args.required, isEnough);
    return { number, handovers, words: counting, records, engine };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

/** @throws InputError SNAPSHOT_STATE, SNAPSHOT_PIECE; then nothing of it is left in the folder */
async function startAtState(data: string, network: Network, record: BlockRecord): Promise<Engine> {
  const { number } = record;
  try {
    return await startAtSnapshot({ data, domain: domainOf(network), log: { read: () => record }, number });
  } catch (cause) {
    rmSync(join(data, 'snapshots', number.toString()), { recursive: true, force: true });
    if (cause instanceof InputError) throw cause;
    // Its pieces are what the manifest names, but no state that an engine takes.
    throw new InputError('SNAPSHOT_STATE', `No engine starts from the state of block ${number}: ${String(cause)}`, {
      cause,
    });
  }
}

/** @throws InputError SNAPSHOT_WORDS */
function requireWords(
  number: bigint,
  words: readonly WitnessCosignature[],
  required: number,
  isEnough: (words: readonly WitnessCosignature[]) => boolean,
): void {
  if (isEnough(words)) return;
  throw new InputError(
    'SNAPSHOT_WORDS',
    `${words.length} witnesses vouch for block ${number}; it takes ${required}, one of them of the network file or named in "peers".`,
  );
}

/**
 * The handovers that the seal of the block shows to have come into force. One that was recorded, or not, and is to begin later, nobody knows of without the blocks
 * before: then another state is taken.
 * @throws InputError SNAPSHOT_KEYS
 */
function settledBefore(told: readonly Handover[], number: bigint): Handover[] {
  const pending = told.find((handover) => handover.validFrom < number && handover.number > number);
  if (pending !== undefined)
    throw new InputError('SNAPSHOT_KEYS', `Before block ${number} the key of the seal changes at ${pending.number}.`);
  return told.filter((handover) => handover.number <= number);
}

/** The block of the state and the one before, with seals that follow each other. @throws InputError SNAPSHOT_STATE; as `checkSeal`, `checkContent` */
async function recordsAt(
  { network, signal }: BeginArgs,
  { manifest, urls }: Offer,
  handovers: readonly Handover[],
): Promise<[BlockRecord, BlockRecord]> {
  const { domain, signer, targetBits } = sealRulesOf(network);
  const { number } = manifest;
  const { blocks } = await connectUpstream(...urls).page({ from: number - 1n, limit: 2, waitMs: 0, signal });
  const [before, record] = blocks.map(parseBlockRecord);
  if (
    before?.number !== number - 1n ||
    record?.number !== number ||
    sealDigest(domain, record.seal) !== manifest.sealHash
  )
    throw new InputError(
      'SNAPSHOT_STATE',
      `${urls.join(', ')} offers the state of another block ${number} than its own.`,
    );
  let parent = { seal: before.seal.parentSeal, hash: checkContent(before).parentHash };
  for (const each of [before, record]) {
    const { parentHash } = checkContent(each);
    const key = sealKeyAt(signer, handovers, each.number);
    const seal = checkSeal({
      domain,
      seal: each.seal,
      number: each.number,
      parentSeal: parent.seal,
      signer: key,
      targetBits,
    });
    if (parentHash !== parent.hash)
      throw new InputError('SNAPSHOT_STATE', `The header of block ${each.number} names another parent than its seal.`);
    parent = { seal, hash: each.seal.blockHash };
  }
  return [before, record];
}

/** Who counts as a witness in the state that the engine begins with. */
async function witnessesIn(engine: Engine, network: Network): Promise<StandingWitness[]> {
  const words = new Map<Hex, bigint>();
  const { participants } = network.contracts;
  const word = async (slot: Hex): Promise<bigint> => {
    const value = BigInt(String(await request(engine, 'eth_getStorageAt', [participants, slot, 'latest'])));
    words.set(slot, value);
    return value;
  };
  const length = await word(WITNESSES_SLOT);
  for (const slot of witnessSlots(Math.min(Number(length), WITNESSES_MAX))) await word(slot);
  const standing = standingWitnesses({ word: (slot) => words.get(slot) ?? 0n });
  return countedWitnesses(network, standing);
}
