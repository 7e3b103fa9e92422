import type { Accused } from '../../core/domain/evidence/evidence.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { lostKeyFoundingOf, type LostKeyFounding } from '../../core/domain/handovers/check-lost-key.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { checkBlockRecord, type BlockRecord, type Parent } from '../../core/domain/seal/block-record.ts';
import type { Handover } from '../../core/domain/seal/seal-keys.ts';
import type { SealKeyHistory } from './seal-key-history.ts';

/** Whose seals count, and how hard they are to find: the first seal key, and the register that holds its successors. */
export type SealRules = LostKeyFounding & { signer: Hex };

export function sealRulesOf(network: Network): SealRules {
  return { ...lostKeyFoundingOf(network), signer: network.seal.address };
}

/** Who a proof by blocks of this chain is against. */
export function accusedOf({ rules, handovers }: { rules: SealRules; handovers: readonly Handover[] }): Accused {
  const { domain, signer, targetBits } = rules;
  return { domain, signer, targetBits, founding: rules, handovers };
}

/** Checks all of a record but its execution, under the key that the blocks before say. @throws as `checkBlockRecord` */
export function checkSealed(
  rules: SealRules,
  book: SealKeyHistory,
  record: BlockRecord,
  parent: Parent | undefined,
): Parent {
  return checkBlockRecord({ ...rules, signer: book.signerOf(record, parent), record, parent });
}
