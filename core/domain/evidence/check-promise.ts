import { InputError } from '../bytes/errors.ts';
import type { NetworkDomain } from '../ledger/network.ts';
import { admissionDigest, type SignedAdmission } from '../seal/admission-receipt.ts';
import { checkBlockRecord, checkContent, type BlockRecord, type Parent } from '../seal/block-record.ts';
import { checkSealAlone } from '../seal/seal.ts';
import { keyAt, type SealKeys } from '../seal/seal-keys.ts';
import { fateOf } from './fate-of.ts';
import { unproved } from './unproved.ts';
import { recoverAddress } from '../ledger/internal-block.ts';

type Accused = SealKeys & { domain: NetworkDomain; targetBits: number };

/** A promise, and all sealed blocks from the head that it names to the end of its time. */
type Shown = { admission: SignedAdmission; blocks: readonly BlockRecord[] };

/** @returns how none of the blocks carries the internal block as promised @throws as `checkEvidence` */
export function checkBrokenPromise(shown: Shown, accused: Accused): string {
  const { admission } = shown;
  const { promiser, sealed } = checkShown(shown, accused);
  if (sealed !== admission.headSeal)
    return `${promiser} names in a receipt ${admission.headSeal} as the seal of block ${admission.head}, and sealed ${sealed}: there are two blocks of number ${admission.head}.`;
  const fate = fateOf(admission, shown.blocks.slice(1), accused.domain);
  if (fate.state === 'kept') throw unproved(`block ${fate.blockNumber} carries ${admission.digest}`);
  return `${promiser} promised ${admission.digest} by ${untilOf(admission)}; ${fate.what}`;
}

/**
 * What of a refused promise the file alone can show: that it is the company's, and that a block carries the internal block as promised. Whether the ledger
 * refused it, and because of what, shows where the history is executed.
 * @throws InputError EXECUTION_NEEDED always, where nothing else is wrong with the file
 */
export function checkRefusedPromise(shown: Shown, accused: Accused): never {
  const { admission, blocks } = shown;
  const { sealed } = checkShown(shown, accused);
  if (sealed !== admission.headSeal)
    throw unproved('the head that the receipt names is another block; that is a broken promise');
  const fate = fateOf(admission, blocks.slice(1), accused.domain);
  if (fate.state !== 'kept') throw unproved(`the blocks show a broken promise instead: ${fate.what}`);
  throw new InputError(
    'EXECUTION_NEEDED',
    `Block ${fate.blockNumber} carries ${admission.digest} as promised. Whether its ledger refused it because of what the company put in front shows on the whole history: give --data or --url.`,
  );
}

export function untilOf({ byBlock, byTime }: Pick<SignedAdmission, 'byBlock' | 'byTime'>): string {
  return `block ${byBlock} and ${new Date(Number(byTime) * 1000).toISOString().slice(0, 19)}Z`;
}

/** The receipt is the company's, and the blocks are all of its time, each on the one before. @returns the seal hash of the first one */
function checkShown({ admission, blocks }: Shown, accused: Accused): { promiser: string; sealed: string } {
  const promiser = recoverAddress(admissionDigest(accused.domain, admission), admission.signature);
  // By a key in force at one of the blocks that could have kept it: what a key promises after its time binds nobody.
  if (!blocks.some(({ number }) => keyAt(accused, number) === promiser))
    throw unproved('the receipt is not signed by the seal key');
  const [first, ...rest] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) throw unproved('no blocks are shown');
  if (first.number !== admission.head)
    throw unproved(`the blocks begin with ${first.number} instead of ${admission.head}, which the receipt names`);
  if (last.number !== admission.byBlock && last.timestamp <= admission.byTime)
    throw unproved(`the blocks end with ${last.number} instead of ${admission.byBlock}, and in time`);
  checkContent(first);
  let parent: Parent = {
    number: first.number,
    sealHash: checkSealAlone({ ...accused, signer: keyAt(accused, first.number), seal: first.seal }),
    blockHash: first.seal.blockHash,
    timestamp: first.timestamp,
  };
  const sealed = parent.sealHash;
  if (sealed !== admission.headSeal) return { promiser, sealed };
  for (const record of rest)
    parent = checkBlockRecord({ ...accused, signer: keyAt(accused, record.number), record, parent });
  return { promiser, sealed };
}
