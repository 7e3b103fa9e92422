import { keccak_256 } from '@noble/hashes/sha3.js';
import { secp256k1 } from '#secp256k1';
import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import type { EnvelopeReader } from '../crypto/envelope.ts';
import type { LostKey } from '../crypto/lost-key.ts';
import type { BlockData } from '../ledger/block-data.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import type { Network } from '../ledger/network.ts';
import { readFact } from '../ledger/read-fact.ts';
import { readRecorded, same, type Recorded } from '../resident/recorded.ts';
import { createKeyHistory, isKeyFact, rekeyFrom } from './key-history.ts';
import { keyRegisterOf } from './key-statement.ts';
import { provenKeys } from './proven-keys.ts';

/**
 * What an account has of a key that it lost, by signed blocks alone; undefined where it lost none until `now`.
 * @param args `keyBlocks` = those by which its keys changed, the first one first; `wraps` = WRAP_AGAIN blocks that were sent to it
 * @throws InputError those of `provenKeys` and `readRecorded`
 */
export function readLostKey(args: {
  network: Network;
  account: EnvelopeReader;
  keyBlocks: readonly SignedBlock[];
  wraps: readonly Recorded[];
  now: bigint;
}): LostKey | undefined {
  const { network, account, keyBlocks, now } = args;
  provenKeys(network, keyBlocks);
  const until = lostUntil(network, account.address, keyBlocks, now);
  if (until === undefined) return undefined;
  const ledgers = [network.contracts.participants];
  const said = args.wraps.flatMap((recorded): SaidWrap[] => {
    const { from, to } = recorded.signed.block;
    const data = readRecorded({ network, recorded, kind: 'WRAP_AGAIN', from, ledgers });
    return same(to, account.address) ? [{ from, data }] : [];
  });
  return { until, ...wrapsFor(account, said) };
}

/** What somebody said of envelopes that a lost key closed, to the account that lost it. */
export type SaidWrap = { from: Hex; data: BlockData['WRAP_AGAIN'] };

/** What of it is of use to an account by the keys that it has. */
export function wrapsFor(account: EnvelopeReader, said: readonly SaidWrap[]): Pick<LostKey, 'wraps' | 'closed'> {
  const own = [account.encryptionPrivateKey, ...(account.formerEncryptionKeys ?? [])].map(publicHash);
  const wraps = new Map<Hex, { from: Hex; wrapped: Uint8Array }[]>();
  const closed = new Map<Hex, Hex[]>();
  for (const { from, data } of said) {
    // What was wrapped for a key that is lost as well says nothing wrong; it is of no use.
    if (!own.includes(data.encryptionKeyHash)) continue;
    for (const { keyHash, wrapped } of data.keys)
      wraps.set(keyHash, [...(wraps.get(keyHash) ?? []), { from, wrapped: fromHex(wrapped) }]);
    for (const keyHash of data.closed) closed.set(keyHash, [...(closed.get(keyHash) ?? []), from]);
  }
  return { wraps, closed };
}

/** From when on the newest of the keys counts that were named for a lost one and are in force. */
function lostUntil(network: Network, account: Hex, blocks: readonly SignedBlock[], now: bigint): bigint | undefined {
  const history = createKeyHistory(keyRegisterOf(network));
  let until: bigint | undefined;
  for (const { block, data } of blocks) {
    const fact = readFact({ kind: block.kind, data });
    if (!isKeyFact(fact)) continue;
    const tookEffect = history.take(block, fact, EVER);
    if (fact.kind !== 'REKEY' && fact.kind !== 'FOUNDER_REKEY') continue;
    if (tookEffect && same(fact.data.account, account) && rekeyFrom(block) <= now) until = rekeyFrom(block);
  }
  return until;
}

/** Later than any key comes into force: each of these blocks was taken. */
const EVER = 1n << 64n;

function publicHash(privateKey: Hex): Hex {
  return toHex(keccak_256(secp256k1.publicKey(fromHex(privateKey)).subarray(1)));
}
