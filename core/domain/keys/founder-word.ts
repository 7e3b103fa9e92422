import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { addressWord, concatBytes, fromHex, uintBytes, utf8, type Hex } from '../bytes/hex.ts';
import { recoverAddress, typedDataHash } from '../ledger/internal-block.ts';
import { countedWitnesses, type Witness } from '../witnesses/witness.ts';
import type { KeyRegister, KeyStatement } from './key-statement.ts';

/** What a witness signs where company or portal has lost its key: that `key` follows `retiring`. `time`: unix seconds, from which on the word holds for 30 days. */
export type FounderWord = KeyStatement & { time: bigint };

const WORD_TYPE = keccak_256(
  utf8('FounderRekey(address account,address retiring,address key,bytes encryptionKey,uint64 time)'),
);

/** The EIP-712 signing hash of the word, in the domain of the participants' register (docs/formats.md §2). */
export function founderWordDigest(
  register: Pick<KeyRegister, 'domain' | 'participants'>,
  { account, retiring, key, encryptionKey, time }: FounderWord,
): Hex {
  const addresses = [account, retiring, key].map(addressWord);
  const struct = keccak_256(
    concatBytes(WORD_TYPE, ...addresses, keccak_256(fromHex(encryptionKey)), uintBytes(time, 32)),
  );
  return typedDataHash(register.domain, register.participants, struct);
}

/**
 * Checks that as many witnesses as it takes, each once and none of company and portal, gave their word. How many of them are more than half, the ledger alone judges.
 * @param words by rising addresses of the witnesses
 * @throws InputError WITNESS_NOT_COUNTED, WITNESSES_TOO_FEW, SIGNATURE_INVALID
 */
export function checkFounderWords(
  register: KeyRegister,
  standing: readonly Witness[],
  { words, ...word }: FounderWord & { words: readonly Hex[] },
): void {
  const counted = new Set(countedWitnesses(register, standing).map(({ key }) => key));
  const digest = founderWordDigest(register, word);
  const signers = words.map((signature) => recoverAddress(digest, signature));
  const stranger = signers.find((signer, index) => !counted.has(signer) || signers.indexOf(signer) !== index);
  if (stranger !== undefined)
    throw new InputError('WITNESS_NOT_COUNTED', `${stranger} is no witness whose word counts here, or gave it twice.`);
  // The first witnesses stand since the founding, of which no date is known here: of all that are given, it may be fewer than half.
  if (signers.length < 2)
    throw new InputError('WITNESSES_TOO_FEW', `${signers.length} witnesses gave their word; it takes two at least.`);
}
