import { keccak_256 } from '@noble/hashes/sha3.js';
import { addressWord, concatBytes, fromHex, parseHex, uintBytes, utf8, type Hex } from '../bytes/hex.ts';
import { strictFields, type FieldReader } from '../bytes/strict-json.ts';
import type { NetworkDomain } from '../ledger/network.ts';
import { WITNESSES_MAX } from '../limits.ts';
import type { StorageNodes } from '../proof/storage-nodes.ts';
import { parseSeal, sealToJson, typedDigest } from '../seal/seal.ts';

/**
 * That the key of the seal is lost, and that `next` seals behind the newest block, which is `head` (docs/formats.md §7).
 * `time`: unix seconds, when it was said; the block behind is dated 14 days later or more.
 */
export type LostKeyStatement = { head: bigint; headSeal: Hex; headTime: bigint; next: Hex; time: bigint };

/** What a handover has besides where the key before did not sign it: the portal did, and witnesses that the state of block `head` names. */
export type LostKey = Omit<LostKeyStatement, 'head' | 'next'> & {
  /** By rising addresses of the witnesses. */
  words: readonly Hex[];
  proof: StorageNodes;
};

/** What the portal asks of witnesses, with its own signature. */
export type LostKeyRequest = LostKeyStatement & { consent: Hex; proof: StorageNodes };

const TYPE = keccak_256(utf8('LostSealKey(uint64 head,bytes32 headSeal,uint64 headTime,address next,uint64 time)'));

/** The EIP-712 signing hash of the statement: portal, witnesses and the new key sign it. */
export function lostKeyDigest(domain: NetworkDomain, said: LostKeyStatement): Hex {
  const uint64 = (value: bigint): Uint8Array => concatBytes(new Uint8Array(24), uintBytes(value, 8));
  const words = [uint64(said.head), fromHex(said.headSeal), uint64(said.headTime), addressWord(said.next)];
  return typedDigest(domain, concatBytes(TYPE, ...words, uint64(said.time)));
}

/** The statement under a handover. */
export function lostKeyStatement(handover: { number: bigint; next: Hex }, lost: LostKey): LostKeyStatement {
  const { headSeal, headTime, time } = lost;
  return { head: handover.number - 1n, headSeal, headTime, next: handover.next, time };
}

export type StorageNodesJson = {
  seal: ReturnType<typeof sealToJson>;
  header: Hex;
  accountProof: readonly Hex[];
  nodes: readonly Hex[];
};
export type LostKeyJson = {
  headSeal: Hex;
  headTime: string;
  time: string;
  words: readonly Hex[];
  proof: StorageNodesJson;
};

export function lostKeyToJson({ headSeal, headTime, time, words, proof }: LostKey): LostKeyJson {
  const times = { headTime: headTime.toString(), time: time.toString() };
  return { headSeal, ...times, words, proof: nodesToJson(proof) };
}

/** @throws InputError RECORD_INVALID, HEX_INVALID */
export function parseLostKey(json: unknown): LostKey {
  const what = 'The handover of a lost key';
  const fields = strictFields(json, ['headSeal', 'headTime', 'time', 'words', 'proof'], what, 'RECORD_INVALID');
  return {
    headSeal: fields.mixedHex('headSeal', 32),
    headTime: fields.uint64('headTime'),
    time: fields.uint64('time'),
    words: fields.list('words', WITNESSES_MAX).map((word) => parseHex(word, `${what}: a word`, 65)),
    proof: parseNodes(fields.value('proof'), 'RECORD_INVALID'),
  };
}

export function lostKeyRequestToJson({ head, headTime, time, proof, ...rest }: LostKeyRequest): object {
  const numbers = { head: head.toString(), headTime: headTime.toString(), time: time.toString() };
  return { ...rest, ...numbers, proof: nodesToJson(proof) };
}

/** Strict parse; says nothing yet of signatures. @throws InputError REQUEST_INVALID, RECORD_INVALID, HEX_INVALID */
export function parseLostKeyRequest(json: unknown): LostKeyRequest {
  const code = 'REQUEST_INVALID';
  const keys = ['head', 'headSeal', 'headTime', 'next', 'time', 'consent', 'proof'];
  const fields = strictFields(json, keys, 'The request', code);
  return {
    head: fields.uint64('head'),
    headSeal: fields.mixedHex('headSeal', 32),
    headTime: fields.uint64('headTime'),
    next: fields.mixedHex('next', 20),
    time: fields.uint64('time'),
    consent: fields.mixedHex('consent', 65),
    proof: parseNodes(fields.value('proof'), code),
  };
}

function nodesToJson({ seal, header, accountProof, nodes }: StorageNodes): StorageNodesJson {
  return { seal: sealToJson(seal), header, accountProof, nodes };
}

/** Far more than the way to the slots of 16 witnesses takes. */
const NODES_MAX = 1_000;

function parseNodes(json: unknown, code: string): StorageNodes {
  const what = 'The proof of the state';
  const fields = strictFields(json, ['seal', 'header', 'accountProof', 'nodes'], what, code);
  return {
    seal: parseSeal(fields.value('seal')),
    header: fields.mixedHex('header'),
    accountProof: bytesIn(fields, 'accountProof'),
    nodes: bytesIn(fields, 'nodes'),
  };
}

function bytesIn(fields: FieldReader, name: string): Hex[] {
  return fields.list(name, NODES_MAX).map((node) => parseHex(node, `The proof of the state: ${name}`));
}
