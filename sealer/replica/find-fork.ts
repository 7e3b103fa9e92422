import { parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Evidence } from '../../core/domain/evidence/evidence.ts';
import { isSealKey } from '../../core/domain/seal/seal-keys.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import type { Chain } from '../chain/chain.ts';
import { recoverAddress } from '../../core/domain/ledger/internal-block.ts';
import type { Upstream } from './upstream.ts';

/**
 * What a record that contradicts our log proves. A record whose seal the company did not sign proves nothing: then the other side is wrong, not the company.
 * @param foreign a record of a number that we hold, or of the one after our head
 */
export async function findFork(args: {
  chain: Chain;
  upstream: Upstream;
  foreign: BlockRecord;
  signal: AbortSignal;
}): Promise<Evidence | undefined> {
  const { chain, foreign } = args;
  if (!isSealed(chain, foreign)) return undefined;
  const head = chain.head;
  if (head === undefined) return undefined;
  if (foreign.number <= head.number) return doubleSeal(chain, foreign);
  if (foreign.number !== head.number + 1n || foreign.seal.parentSeal === head.sealHash) return undefined;
  // The company sealed a block on top of another one than ours: the two seals of our head's number are the clearer proof, if we are given them.
  const sibling = await fetchSealed(args, head.number);
  const proof = sibling === undefined ? undefined : doubleSeal(chain, sibling);
  return proof ?? { kind: 'rewritten-parent', parent: chain.record(Number(head.number)).seal, child: foreign.seal };
}

/**
 * The two seals of the block at which two branches part, wherever that is: below it both have one history and so one key, whatever each handed over to since.
 * So a fork shows although neither branch knows the other's keys.
 * @param number a block that both sides have, and differ in
 */
export async function findBranching(
  args: { chain: Chain; upstream: Upstream; signal: AbortSignal },
  number: bigint,
): Promise<Evidence | undefined> {
  const { chain } = args;
  const { domain } = chain.rules;
  if (chain.head === undefined || number > chain.head.number) return undefined;
  // Below the first block here, witnesses executed what the state came from.
  let [same, different] = [(chain.executedFrom ?? 1n) - 2n, number];
  let foreign = await fetchRecord(args, number);
  if (foreign === undefined || doubleSeal(chain, foreign) === undefined) return undefined;
  while (different - same > 1n) {
    const middle = (same + different) / 2n;
    const record = await fetchRecord(args, middle);
    if (record === undefined) return undefined;
    const ours = chain.record(Number(middle)).seal;
    if (sealDigest(domain, ours) === sealDigest(domain, record.seal)) same = middle;
    else [different, foreign] = [middle, record];
  }
  return isSealed(chain, foreign) ? doubleSeal(chain, foreign) : undefined;
}

function doubleSeal(chain: Chain, foreign: BlockRecord): Evidence | undefined {
  const ours = chain.record(Number(foreign.number)).seal;
  const { domain } = chain.rules;
  if (sealDigest(domain, ours) === sealDigest(domain, foreign.seal)) return undefined;
  return { kind: 'double-seal', seals: [ours, foreign.seal] };
}

/** The other side's record of a number, if it is sealed by the company. */
export async function fetchSealed(
  args: { chain: Chain; upstream: Upstream; signal: AbortSignal },
  number: bigint,
): Promise<BlockRecord | undefined> {
  const record = await fetchRecord(args, number);
  return record !== undefined && isSealed(args.chain, record) ? record : undefined;
}

/** What the other side calls its block of that number, whoever sealed it. */
async function fetchRecord(
  args: { upstream: Upstream; signal: AbortSignal },
  number: bigint,
): Promise<BlockRecord | undefined> {
  const { blocks } = await args.upstream.page({ from: number, limit: 1, waitMs: 0, signal: args.signal });
  try {
    const record = parseBlockRecord(blocks[0]);
    return record.number === number ? record : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function isSealed(chain: Chain, record: BlockRecord): boolean {
  try {
    const sealer = recoverAddress(sealDigest(chain.rules.domain, record.seal), record.seal.signature);
    return record.seal.number === record.number && isSealKey(accusedOf(chain), sealer);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
