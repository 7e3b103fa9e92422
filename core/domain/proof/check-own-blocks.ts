import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, uintBytes, ZERO_32, type Hex } from '../bytes/hex.ts';
import { accountSubject } from '../ledger/ids.ts';
import { internalBlockDigest, type InternalBlock } from '../ledger/internal-block.ts';
import { domainOf, type Network } from '../ledger/network.ts';
import { mappingSlot } from '../seal/trie-proof.ts';
import type { Storage } from './open-storage.ts';

/** The ERC-7201 slot of "domledger.accounts" (docs/formats.md §2). */
const ACCOUNT_HEADS = bytesToBigint(fromHex('0x6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e900'));

/** Where every ledger keeps the head over the blocks that concern an account: that it sent or was sent, at `Meters` on its meters. */
export function slotOfAccountHead(account: Hex): Hex {
  return mappingSlot(accountSubject(account), ACCOUNT_HEADS);
}

/**
 * That these are all blocks of an account that a ledger holds in the state of a sealed block, in their order: none left out, none made up.
 * @param storage of the ledger
 * @returns their digests
 * @throws InputError OWN_BLOCKS_INCOMPLETE, PROOF_BROKEN
 */
export function checkOwnBlocks(args: {
  network: Network;
  ledger: Hex;
  account: Hex;
  storage: Storage;
  blocks: readonly InternalBlock[];
}): Hex[] {
  const { network, ledger, account, storage } = args;
  const domain = domainOf(network);
  const digests = args.blocks.map((block) => internalBlockDigest(domain, ledger, block));
  const head = digests.reduce<Hex>(
    (before, digest) => toHex(keccak_256(concatBytes(fromHex(before), fromHex(digest)))),
    ZERO_32,
  );
  if (head !== toHex(uintBytes(storage.word(slotOfAccountHead(account)), 32)))
    throw new InputError(
      'OWN_BLOCKS_INCOMPLETE',
      `The ${digests.length} blocks that the portal names of ${account} are not all that ledger ${ledger} holds of it in block ${storage.number}.`,
    );
  return digests;
}
