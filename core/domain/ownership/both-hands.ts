import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import type { InternalBlock } from '../ledger/internal-block.ts';
import { TRUST } from '../ledger/kinds.ts';
import type { Fact } from '../ledger/read-fact.ts';
import { PROPOSAL_LIFE } from '../limits.ts';

/** An act that lacks the other hand. `until`: the last unix second at which that one may sign it. */
export type Proposal = { by: Hex; until: bigint };

/** What both hands say is one act: keccak256(kind ‖ keccak256(data)). */
export function actHashOf({ kind, dataHash }: Pick<InternalBlock, 'kind' | 'dataHash'>): Hex {
  return toHex(keccak_256(concatBytes(uintBytes(kind, 2), fromHex(dataHash))));
}

/** Whether company and portal have to say it both: a new owner, another's key, the flats of a house, who is a witness, and a meter that alone says what it measured. */
export function needsBothHands(fact: Fact, trustClassOf: (deviceId: Hex) => number | undefined): boolean {
  if (fact.kind === 'METER_TRANSFER' || fact.kind === 'REKEY' || fact.kind === 'HOUSE') return true;
  if (fact.kind === 'WITNESS_ENTER' || fact.kind === 'WITNESS_REMOVE') return true;
  return fact.kind === 'METER_REGISTER' && trustClassOf(fact.data.deviceId) === TRUST.meterSigned;
}

/**
 * What a recorded block of such an act does: the second hand lets it take effect, the first proposes it. The times are those that the two signed, so that blocks
 * alone say which it is; the ledger refuses the same hand twice.
 * @param open the act's proposal, if it has one that was neither confirmed nor withdrawn
 */
export function signAct(
  open: Proposal | undefined,
  { from, timestamp }: Pick<InternalBlock, 'from' | 'timestamp'>,
): Proposal | 'both' {
  const isSecond = open !== undefined && timestamp <= open.until && open.by !== from;
  return isSecond ? 'both' : { by: from, until: timestamp + PROPOSAL_LIFE };
}

/** Acts by company and portal on one ledger, as blocks said them in its order. */
export type ActsOfBoth = {
  /** What a block makes of its act: the first hand, the same one again while the first word lasts, both, or nothing, since it is of neither. */
  say(block: Pick<InternalBlock, 'from' | 'timestamp' | 'kind' | 'dataHash'>): 'first' | 'again' | 'both' | 'foreign';
  withdraw(actHash: Hex): void;
};

export function createActsOfBoth({ company, portal }: { company: Hex; portal: Hex }): ActsOfBoth {
  const proposals = new Map<Hex, Proposal>();
  return {
    say(block) {
      if (block.from !== company && block.from !== portal) return 'foreign';
      const actHash = actHashOf(block);
      const open = proposals.get(actHash);
      const signed = signAct(open, block);
      if (signed === 'both') {
        proposals.delete(actHash);
        return 'both';
      }
      proposals.set(actHash, signed);
      return open !== undefined && block.timestamp <= open.until ? 'again' : 'first';
    },
    withdraw: (actHash) => void proposals.delete(actHash),
  };
}
