import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { KeyedNetwork } from './seal-keys.ts';
import { verifySeal } from './light-client.ts';
import { sealDigest } from './seal.ts';
import type { Seal } from './seal.ts';
import { domainOf } from '../ledger/network.ts';

/**
 * Sealed heads whose signatures this client has verified, by rising number. Kept whole: two of one number are a portable proof of fault. What merely ties them
 * together is not kept: under a signature that a server spoilt it would prove nothing later.
 */
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
 * Takes a head into the memory of heads seen, or refuses it because it contradicts them or is not tied to them. The caller keeps what is returned.
 *
 * A head of another number than those seen says nothing of them by itself: a company that rewrote its past shows a new head far above, or an old one far below.
 * So the seals that tie it to the memory must come with it. Their hashes name each other downwards from one whose signature is checked here, so theirs need no check.
 * @param between the seals between the head and the nearest head seen, without both, by rising number: from the newest seen up to a newer head, or from an older
 *   head up to the first seen above it
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID when a seal is not the company's
 * @throws InputError HEAD_NOT_DESCENDED when the seals between are missing
 * @throws HeadContradiction two seals of one number, or one that does not follow the one before it
 */
export function seeHead(args: {
  network: KeyedNetwork;
  seen: SeenHeads;
  seal: Seal;
  between?: readonly Seal[];
}): SeenHeads {
  const { network, seen, seal, between = [] } = args;
  const head = { sealHash: verifySeal(network, seal), seal };
  const known = seen.find((each) => each.seal.number === seal.number);
  if (known !== undefined) {
    if (known.sealHash === head.sealHash) return seen;
    throw new HeadContradiction(`The company sealed two different blocks ${seal.number}.`, [known.seal, seal]);
  }
  const above = seen.find((each) => each.seal.number > seal.number);
  const below = above === undefined ? seen.at(-1) : undefined;
  const from = (below ?? head).seal.number;
  const to = (above ?? head).seal.number;
  // The memory may have grown since these were asked for.
  const links = between
    .filter(({ number }) => number > from && number < to)
    .map((each) => ({ sealHash: sealDigest(domainOf(network), each), seal: each }));
  if (below !== undefined) checkLinks(network, [below, ...links, head]);
  if (above !== undefined) checkLinks(network, [head, ...links, above]);
  return [...seen, head].sort((a, b) => (a.seal.number < b.seal.number ? -1 : 1)).slice(-KEEP);
}

/** @param path by rising number; its ends are signed, and whatever breaks the chain between is a proof if it is signed as well */
function checkLinks(network: KeyedNetwork, path: readonly SeenHead[]): void {
  const gap = path.findIndex((each, index) => each.seal.number !== (path[0]?.seal.number ?? 0n) + BigInt(index));
  if (gap >= 0) {
    throw new InputError(
      'HEAD_NOT_DESCENDED',
      `Block ${path.at(-1)?.seal.number} was shown without the seals that tie it to block ${path[0]?.seal.number}.`,
    );
  }
  for (let at = path.length - 1; at > 0; at--) {
    const [parent, child] = [path[at - 1], path[at]];
    if (parent === undefined || child === undefined || child.seal.parentSeal.toLowerCase() === parent.sealHash)
      continue;
    for (const { seal } of [parent, child]) verifySeal(network, seal);
    throw new HeadContradiction(
      `Block ${child.seal.number} does not follow the block ${parent.seal.number} that was shown.`,
      [parent.seal, child.seal],
    );
  }
}
