import { acceptKey } from '../../core/domain/keys/accept-key.ts';
import { founderWordDigest } from '../../core/domain/keys/founder-word.ts';
import { keyRegisterOf } from '../../core/domain/keys/key-statement.ts';
import { accountFromMnemonic, signerFromPrivateKey } from '../../core/domain/ledger/account.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { lostKeyDigest } from '../../core/domain/handovers/lost-key.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';

const TIME = 1_790_000_000n;

/** Another key for the portal, by the words of two witnesses. */
export function founderRekeyingVector(network: Network): object {
  const register = keyRegisterOf(network);
  const keys = accountFromMnemonic('test test test test test test test test test test test junk');
  const signer = (fill: number): ReturnType<typeof signerFromPrivateKey> =>
    signerFromPrivateKey(toHex(new Uint8Array(32).fill(fill)));
  const place = { account: network.portal, retiring: network.portal };
  const change = acceptKey(register, { ...keys, ...signer(0x24) }, place);
  const { key, encryptionKey } = change;
  const digest = founderWordDigest(register, { ...place, key, encryptionKey, time: TIME });
  const witnesses = [signer(0x25), signer(0x26)].sort((a, b) => (a.address < b.address ? -1 : 1));
  const data = { account: network.portal, ...change, time: TIME, words: witnesses.map((one) => one.sign(digest)) };
  return {
    register: network.contracts.participants,
    retiring: place.retiring,
    digest,
    witnesses: witnesses.map(({ address }) => address),
    ...data,
    time: TIME.toString(),
    data: encodeData('FOUNDER_REKEY', data),
  };
}

/** What is said of a lost key of the seal. */
export function lostSealKeyVector(network: Network): object {
  const fill = (byte: number): Hex => toHex(new Uint8Array(32).fill(byte));
  const next = signerFromPrivateKey(fill(0x27));
  const said = { head: 1_000n, headSeal: fill(0x28), headTime: TIME, next: next.address, time: TIME + 60n };
  const digest = lostKeyDigest(domainOf(network), said);
  const { head, headTime, time } = said;
  const numbers = { head: head.toString(), headTime: headTime.toString(), time: time.toString() };
  return { ...said, ...numbers, digest, acceptance: next.sign(digest) };
}

/** A witness that comes, and goes. */
export function witnessVector(witness: Hex, owner: Hex): object {
  return {
    witness,
    owner,
    entry: encodeData('WITNESS_ENTER', { witness, owner }),
    removal: encodeData('WITNESS_REMOVE', { witness }),
  };
}
