import { InputError } from '../bytes/errors.ts';
import { ZERO_32, type Hex } from '../bytes/hex.ts';
import { decodeSubmit } from '../ledger/block-data.ts';
import { gasFor } from '../ledger/block-gas.ts';
import { carriedBlock } from '../ledger/carried-block.ts';
import { decodeTransaction } from '../ledger/evm-transaction.ts';
import { checkSignedBlock, internalBlockDigest, type SignsFor } from '../ledger/internal-block.ts';
import type { Admission } from '../seal/admission-receipt.ts';
import type { BlockRecord } from '../seal/block-record.ts';
import type { NetworkDomain } from '../ledger/network.ts';

/** What blocks make of a promise. `index` = the place of the transaction that carries it; `what` = a sentence: how it was broken, or that nothing kept it so far. */
export type Fate = { state: 'kept'; blockNumber: bigint; index: number } | { state: 'unkept'; what: string };

/**
 * Whether one of these blocks keeps a promise (docs/formats.md §7): it hands the internal block to its ledger with the gas that it needs, by the promised
 * number and time, and not before the sender's block that waited already.
 * @param blocks the ones after the head that the receipt names, in order, each checked against its header
 */
export function fateOf(admission: Admission, blocks: readonly BlockRecord[], domain: NetworkDomain): Fate {
  let what = 'no block up to there carries it.';
  let isFirst = true;
  for (const { number, timestamp, transactions } of blocks) {
    if (number > admission.byBlock || timestamp > admission.byTime) break;
    for (const [index, raw] of transactions.entries()) {
      const carried = carryingOf(raw, domain, admission);
      if (carried === undefined) continue;
      if (carried.digest === admission.before) isFirst = false;
      if (carried.digest !== admission.digest) continue;
      if (carried.gas < carried.gasNeeded)
        what = `block ${number} carries it with ${carried.gas} gas, not with the ${carried.gasNeeded} that it needs.`;
      else if (isFirst && BigInt(admission.before) !== 0n)
        what = `block ${number} carries it before ${admission.before}, which its sender sent first.`;
      else return { state: 'kept', blockNumber: number, index };
    }
  }
  return { state: 'unkept', what };
}

/** Whether a block, checked against its header, hands an internal block under a signature by this key to its ledger, with the gas that it needs. */
export function carries(record: BlockRecord, block: { digest: Hex; key: Hex }, domain: NetworkDomain): boolean {
  return record.transactions.some((raw) => {
    const carried = carryingOf(raw, domain, { ...block, before: ZERO_32 });
    return carried?.digest === block.digest && carried.gas >= carried.gasNeeded;
  });
}

/**
 * Which of the promise's two internal blocks a transaction hands to a ledger, be it taken or refused there. The signed fields beside a spoilt signature or other data do not count:
 * the ledger must refuse that, and the promise would be kept in appearance only.
 */
function carryingOf(
  raw: Hex,
  domain: NetworkDomain,
  admission: Pick<Admission, 'digest' | 'key' | 'before'>,
): { digest: Hex; gas: bigint; gasNeeded: bigint } | undefined {
  const carried = carriedBlock(raw);
  if (carried === undefined) return undefined;
  const digest = internalBlockDigest(domain, carried.ledger, carried.block);
  if (digest !== admission.digest && digest !== admission.before) return undefined;
  try {
    const { data, gasLimit } = decodeTransaction(raw);
    const isTheirs: SignsFor = (key) => key === admission.key;
    if (checkSignedBlock(domain, { ledger: carried.ledger, ...decodeSubmit(data) }, isTheirs) !== digest)
      return undefined;
    return { digest, gas: gasLimit, gasNeeded: gasFor((data.length - 2) / 2) };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
