import { keccak_256 } from '@noble/hashes/sha3.js';
import { parseBlockRecord } from '../../../core/domain/seal/block-record.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { concatBytes, fromHex, toHex, uintBytes } from '../../../core/domain/bytes/hex.ts';
import type { ChainClient } from '../../../core/chain/chain-client.ts';
import { handoverToJson, parseHandovers, type HandoverJson } from '../../../core/domain/seal/seal-keys.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { sealDigest, sealToJson, type SealJson } from '../../../core/domain/seal/seal.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { WitnessCosignatureJson } from '../../../core/domain/evidence/witness-cosignature.ts';
import type { CosignatureCollector } from './collect-cosignatures.ts';
import { slotsOfInvoice } from '../../../core/domain/seal/invoice-proof.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

export type SealedHeaderJson = { seal: SealJson; header: Hex };
type StorageProofJson = { key: Hex; value: Hex; proof: Hex[] };
export type ProofJson = SealedHeaderJson & {
  ledger: Hex;
  digest: Hex;
  accountProof: Hex[];
  account: { nonce: string; balance: string; storageHash: Hex; codeHash: Hex };
  storage: { head: StorageProofJson; count: StorageProofJson; position: StorageProofJson };
  /** The invoice's state and outstanding commitment, where an invoice was asked for. */
  invoice?: StorageProofJson[];
  cosignatures: WitnessCosignatureJson[];
};

/** How long a proof is held for the witnesses of its block, who are moments behind the sealer at most. */
export const WITNESS_WAIT_MS = 5_000;

/** Slots of every ledger (docs/formats.md §2). */
const HEAD_SLOT = toHex(uintBytes(0, 32));
const COUNT_SLOT = toHex(uintBytes(1, 32));

export function positionKey(digest: Hex): Hex {
  return toHex(keccak_256(concatBytes(fromHex(digest), uintBytes(2, 32))));
}

/** Who asks the replica that is read. */
export type Reader = Pick<ChainClient, 'ask'>;

/** The handovers of the seal key that the replica's blocks recorded. */
export async function readHandovers(client: Reader): Promise<HandoverJson[]> {
  const answer = (await client.ask('/v1/handovers')) as { handovers?: unknown };
  return parseHandovers(answer.handovers).map(handoverToJson);
}

/** Seals and headers from block `from` on, straight from the replica. */
export async function readSeals(client: Reader, from: bigint, limit: number): Promise<SealedHeaderJson[]> {
  return (await blockRecords(client, from, limit)).map(sealedHeader);
}

/**
 * Proof, at the replica's newest sealed block, that a ledger holds a block, and of the ledger's head and count (EIP-1186).
 * @param invoiceId proves this invoice's state and outstanding commitment in the same state
 * @throws InputError BLOCK_UNKNOWN when the ledger does not hold it
 */
export async function readProof(
  args: { client: ChainClient; cosignatures: CosignatureCollector },
  ledger: Hex,
  digest: Hex,
  invoiceId?: Hex,
): Promise<ProofJson> {
  const { number, record } = await newestRecord(args);
  const invoiceSlots = invoiceId === undefined ? [] : slotsOfInvoice(invoiceId);
  const slots = [HEAD_SLOT, COUNT_SLOT, positionKey(digest), ...invoiceSlots];
  const proof = await args.client.getProof(ledger, slots, number);
  const [head, count, position, ...invoice] = proof.storageProof.map((entry) => ({
    key: normalKey(entry.key),
    value: toHex(uintBytes(entry.value, 32)),
    proof: entry.proof,
  }));
  if (head === undefined || count === undefined || position === undefined) {
    throw new TransientError('PROOF_MALFORMED', 'The replica gave no proof. Try again in a moment.');
  }
  if (BigInt(position.value) === 0n)
    throw new InputError('BLOCK_UNKNOWN', `Ledger ${ledger} does not hold block ${digest}.`);
  const sealHash = sealDigest(domainOf(args.client.network), record.seal);
  return {
    ledger,
    digest,
    ...sealedHeader(record),
    accountProof: proof.accountProof,
    account: {
      nonce: proof.nonce.toString(),
      balance: proof.balance.toString(),
      storageHash: proof.storageHash,
      codeHash: proof.codeHash,
    },
    storage: { head, count, position },
    ...(invoiceId === undefined ? {} : { invoice }),
    cosignatures: await args.cosignatures({ number, sealHash }, WITNESS_WAIT_MS),
  };
}

export async function blockRecords(client: Reader, from: bigint, limit: number): Promise<BlockRecord[]> {
  const body = await client.ask(`/v1/blocks?from=${from}&limit=${limit}`);
  const blocks = typeof body === 'object' && body !== null && 'blocks' in body ? body.blocks : undefined;
  if (!Array.isArray(blocks)) throw new TransientError('RECORDS_MALFORMED', 'The replica answered no block records.');
  return blocks.map((block: unknown) => parseBlockRecord(block));
}

/** The client's newest block, as the own replica has it. @throws TransientError RECORDS_MISSING while it has it not */
export async function newestRecord({
  client,
}: {
  client: Reader & Pick<ChainClient, 'head'>;
}): Promise<{ number: bigint; record: BlockRecord }> {
  const number = await client.head();
  const [record] = await blockRecords(client, number, 1);
  if (record === undefined)
    throw new TransientError('RECORDS_MISSING', 'The replica is catching up. Try again in a moment.');
  return { number, record };
}

export function sealedHeader({ seal, header }: BlockRecord): SealedHeaderJson {
  return { seal: sealToJson(seal), header };
}

/** Nodes give a slot as the shortest quantity; a proof's key has 32 bytes. */
function normalKey(key: Hex): Hex {
  return toHex(uintBytes(BigInt(key), 32));
}
