import { fateOf } from '../../core/domain/evidence/fate-of.ts';
import { untilOf } from '../../core/domain/evidence/check-promise.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { carriedBlock } from '../../core/domain/ledger/carried-block.ts';
import { internalBlockDigest } from '../../core/domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import type { SignedAdmission } from '../../core/domain/seal/admission-receipt.ts';
import {
  checkBlockRecord,
  parseBlockRecord,
  receiptAt,
  type BlockRecord,
  type Parent,
} from '../../core/domain/seal/block-record.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { executeRecord } from '../chain/execute-record.ts';
import { sealRulesOf } from '../chain/seal-rules.ts';
import { createSealKeyHistory } from '../chain/seal-key-history.ts';
import { request, type Engine } from '../engine/engine.ts';
import { actsInFront, type Act } from './acts-in-front.ts';
import { succeedsWithout } from './succeeds-without.ts';

/** What execution makes of a promise whose block was carried in time; `unjudged` where it cannot say. */
export type RefusalVerdict =
  { state: 'broken'; statement: string } | { state: 'kept'; why: string } | { state: 'unjudged'; why: string };

/**
 * Whether a ledger refused what was promised because of what the company itself put in front: it succeeds behind the head that the receipt names, and in its
 * place once the blocks between are executed without what the company signed. One run over the history.
 * @param records JSON of the records from block 0 on; what comes after the promise's time is not read
 * @param engine a fresh embedded one, at block 0: states are taken back in it
 * @throws InputError the codes of `checkBlockRecord`, EXECUTION_MISMATCH for a history that does not hold
 */
export async function judgeRefusal(args: {
  network: Network;
  admission: SignedAdmission;
  records: AsyncIterable<unknown> | Iterable<unknown>;
  engine: Engine;
  onProgress?: (done: bigint, of: bigint) => void;
}): Promise<RefusalVerdict> {
  const { network, admission, engine } = args;
  const { blocks, isOver, snapshot, sealed } = await executed(args);
  if (sealed === undefined || snapshot === undefined)
    return { state: 'unjudged', why: `the history here ends before block ${admission.head}` };
  if (sealed !== admission.headSeal)
    return { state: 'unjudged', why: `block ${admission.head} is another one in this history than in the receipt` };
  const fate = fateOf(admission, blocks, domainOf(network));
  if (fate.state !== 'kept') return { state: 'unjudged', why: `that shows without execution: ${fate.what}` };
  const recorded = recordedAt(network, admission, blocks);
  if (recorded !== undefined) return { state: 'kept', why: `block ${recorded} records it` };
  const between = blocks.filter(({ number }) => number <= fate.blockNumber);
  if (!isOver) return { state: 'unjudged', why: `its time, ${untilOf(admission)}, is not over in this history` };
  const acts = actsInFront(between, network.company, fate);
  if (acts.length === 0)
    return { state: 'kept', why: 'its ledger refused it, and nothing that the company signed stands in front' };
  const tried = await succeedsWithout({ engine, network, snapshot, blocks: between, index: fate.index });
  if (tried !== 'succeeds') return tried;
  return {
    state: 'broken',
    statement: `${network.company} promised ${admission.digest} by ${untilOf(admission)}; block ${fate.blockNumber} carries it and its ledger refused it, although it succeeds behind block ${admission.head}, and in its place without what the company put in front: ${sentence(acts)}.`,
  };
}

/** The history up to the end of the promise, executed; with the state behind the head that the receipt names. */
async function executed(
  args: Parameters<typeof judgeRefusal>[0],
): Promise<{ blocks: BlockRecord[]; isOver: boolean; snapshot?: unknown; sealed?: Hex }> {
  const { network, admission, engine } = args;
  const rules = sealRulesOf(network);
  const book = createSealKeyHistory(rules);
  const blocks: BlockRecord[] = [];
  let isOver = false;
  let parent: Parent | undefined;
  let state: { snapshot?: unknown; sealed?: Hex } = {};
  for await (const json of args.records) {
    const record = parseBlockRecord(json);
    isOver = record.number >= admission.byBlock || record.timestamp > admission.byTime;
    if (record.number > admission.byBlock || record.timestamp > admission.byTime) break;
    parent = checkBlockRecord({ ...rules, signer: book.signerOf(record, parent), record, parent });
    await executeRecord(engine, record);
    await engine.settle(parent);
    book.read(record);
    if (record.number > admission.head) blocks.push(record);
    if (record.number === admission.head)
      state = { snapshot: await request(engine, 'evm_snapshot'), sealed: parent.sealHash };
    if (record.number % 500n === 499n) args.onProgress?.(record.number + 1n, admission.byBlock);
  }
  return { blocks, isOver, ...state };
}

/** The block in which the ledger recorded what was promised, within its time. */
function recordedAt(network: Network, admission: SignedAdmission, blocks: readonly BlockRecord[]): bigint | undefined {
  for (const record of blocks) {
    for (const [index, raw] of record.transactions.entries()) {
      const carried = carriedBlock(raw);
      if (carried === undefined) continue;
      if (internalBlockDigest(domainOf(network), carried.ledger, carried.block) !== admission.digest) continue;
      if (receiptAt(record, index).succeeded) return record.number;
    }
  }
  return undefined;
}

const NAMED = 20;

function sentence(acts: readonly Act[]): string {
  const named = acts.slice(0, NAMED).map(({ number, what }) => `${what} in block ${number}`);
  const more = acts.length > NAMED ? [`${acts.length - NAMED} more`] : [];
  return [...named, ...more].join(', ');
}

/** @returns what is proved @throws InputError EVIDENCE_INVALID where the promise was kept, or cannot be judged here */
export function brokenOrUnproved(verdict: RefusalVerdict): string {
  if (verdict.state === 'broken') return verdict.statement;
  const what = verdict.state === 'kept' ? verdict.why : `it cannot be judged here, because ${verdict.why}`;
  throw new InputError('EVIDENCE_INVALID', `The evidence proves nothing: ${what.replace(/\.$/, '')}.`);
}
