import { InputError } from './errors.ts';
import type { Hex } from './hex.ts';
import type { Network } from './network.ts';
import { verifySeal } from './light-client.ts';
import type { Seal } from './seal.ts';

/** Sealed heads that this client has verified, by rising number. Kept whole: two of one number are a portable proof of fault. */
export type SeenHeads = readonly SeenHead[];
export type SeenHead = { sealHash: Hex; seal: Seal };

/** Two validly signed seals that cannot both be of one chain. Anyone can check them; the company cannot deny them. */
export class HeadContradiction extends InputError {
  readonly evidence: readonly [Seal, Seal];
  constructor(message: string, evidence: readonly [Seal, Seal]) {
    super('HEAD_CONTRADICTION', message);
    this.evidence = evidence;
  }
}

const KEEP = 512;

/**
 * Takes a head into the memory of heads seen, or refuses it because it contradicts them. The caller keeps what is returned.
 * @param parents seals that lead from the newest head seen before it to `seal`, in rising order, where the server gave them
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID when a seal is not the company's
 * @throws InputError HEAD_NOT_DESCENDED when the given parents do not lead from what was seen to the new head
 * @throws HeadContradiction two seals of one number, or a parent that is not the one seen
 */
export function seeHead(args: { network: Network; seen: SeenHeads; seal: Seal; parents?: readonly Seal[] }): SeenHeads {
  const { network, seen, seal, parents = [] } = args;
  const arrived = [...parents, seal].map((each) => ({ sealHash: verifySeal(network, each), seal: each }));
  arrived.forEach((head, index) => {
    const before = arrived[index - 1];
    if (before !== undefined && !isParent(before, head)) {
      throw new InputError(
        'HEAD_NOT_DESCENDED',
        `Seal ${head.seal.number} does not descend from seal ${before.seal.number}.`,
      );
    }
  });
  let heads: SeenHeads = seen;
  for (const head of arrived) heads = insert(heads, head);

  const newest = seen.at(-1);
  const first = arrived[0];
  if (
    parents.length > 0 &&
    newest !== undefined &&
    first !== undefined &&
    newest.seal.number + 1n < first.seal.number
  ) {
    throw new InputError(
      'HEAD_NOT_DESCENDED',
      `The parents begin at block ${first.seal.number}, after the gap that follows block ${newest.seal.number}.`,
    );
  }
  return heads.slice(-KEEP);
}

function insert(seen: SeenHeads, head: SeenHead): SeenHeads {
  const { number } = head.seal;
  for (const known of seen) {
    if (known.seal.number === number && known.sealHash !== head.sealHash) {
      throw new HeadContradiction(`The company sealed two different blocks ${number}.`, [known.seal, head.seal]);
    }
    if (known.seal.number + 1n === number && !isParent(known, head)) {
      throw new HeadContradiction(`Block ${number} does not follow the block ${known.seal.number} seen before.`, [
        known.seal,
        head.seal,
      ]);
    }
    if (number + 1n === known.seal.number && !isParent(head, known)) {
      throw new HeadContradiction(`Block ${number} is not the one that block ${known.seal.number} follows.`, [
        head.seal,
        known.seal,
      ]);
    }
  }
  if (seen.some((known) => known.seal.number === number)) return seen;
  return [...seen, head].sort((a, b) => (a.seal.number < b.seal.number ? -1 : 1));
}

function isParent(parent: SeenHead, child: SeenHead): boolean {
  return (
    parent.seal.number + 1n === child.seal.number &&
    parent.sealHash.toLowerCase() === child.seal.parentSeal.toLowerCase()
  );
}
