import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { decodeHeader, type Parent } from '../../core/domain/seal/block-record.ts';
import { mineSeal } from '../../core/domain/seal/mine-seal.ts';
import type { BlockInput, Engine, TakenBlock } from '../engine/engine.ts';
import type { UnsignedRecord } from '../keys/unsigned-record-json.ts';
import type { SealRules } from './seal-rules.ts';

/**
 * Makes the block behind the newest one: the engine executes it, and the nonce of its seal is looked for. Nothing is kept and nothing signed yet.
 * Without a parent it is block 0 of the engine.
 */
export async function makeBlock(args: {
  engine: Engine;
  rules: SealRules;
  input: BlockInput;
  parent: Parent | undefined;
}): Promise<{ made: TakenBlock; sealHash: Hex; unsigned: UnsignedRecord }> {
  const { engine, rules, input, parent } = args;
  const made = await execute(engine, input, parent);
  return { made, ...unsignedRecordOf(rules, made, parent) };
}

async function execute(engine: Engine, input: BlockInput, parent: Parent | undefined): Promise<TakenBlock> {
  if (parent === undefined) return { ...(await engine.genesis()), transactions: [], receipts: [] };
  const made = await engine.produce(input);
  // An engine that does not decide what a block holds says what it is.
  return 'transactions' in made ? made : { ...made, transactions: input.transactions };
}

function unsignedRecordOf(
  rules: SealRules,
  made: TakenBlock,
  parent: Parent | undefined,
): { sealHash: Hex; unsigned: UnsignedRecord } {
  const { timestamp, mixHash: prevRandao } = decodeHeader(made.header);
  const { number, blockHash, header, transactions, receipts } = made;
  const fields = { number, parentSeal: parent?.sealHash ?? ZERO_32, blockHash, timestamp };
  const { r, sealHash } = mineSeal(rules.domain, fields, rules.targetBits);
  return {
    sealHash,
    unsigned: {
      ...{ number, timestamp, prevRandao, transactions: [...transactions], receipts: [...receipts], header },
      seal: { ...fields, r },
    },
  };
}
