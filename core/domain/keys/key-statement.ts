import { keccak_256 } from '@noble/hashes/sha3.js';
import { addressWord, concatBytes, fromHex, utf8, type Hex } from '../bytes/hex.ts';
import { typedDataHash } from '../ledger/internal-block.ts';
import type { Witness } from '../witnesses/witness.ts';
import { domainOf, type Network, type NetworkDomain } from '../ledger/network.ts';

/** What a new key signs to be an account's: it exists, whoever holds it agrees, and opens what is sealed for `encryptionKey`. */
export type KeyStatement = { account: Hex; retiring: Hex; key: Hex; encryptionKey: Hex };

const STATEMENT_TYPE = keccak_256(utf8('AccountKey(address account,address retiring,address key,bytes encryptionKey)'));

/** The register in which keys change, `Participants` of a network, the two who together change those of others, and the witnesses of what befalls these two. */
export type KeyRegister = {
  domain: NetworkDomain;
  participants: Hex;
  company: Hex;
  portal: Hex;
  /** Those of the founding. */
  witnesses: readonly Witness[];
};

export function keyRegisterOf(network: Network): KeyRegister {
  const { company, portal, witnesses } = network;
  return { domain: domainOf(network), participants: network.contracts.participants, company, portal, witnesses };
}

/** The EIP-712 signing hash of the statement, in the domain of the participants' register (docs/formats.md §2). */
export function keyStatementDigest(
  register: Pick<KeyRegister, 'domain' | 'participants'>,
  { account, retiring, key, encryptionKey }: KeyStatement,
): Hex {
  const addresses = [account, retiring, key].map(addressWord);
  const struct = keccak_256(concatBytes(STATEMENT_TYPE, ...addresses, keccak_256(fromHex(encryptionKey))));
  return typedDataHash(register.domain, register.participants, struct);
}
