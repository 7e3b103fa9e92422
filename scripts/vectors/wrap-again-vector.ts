import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { encryptOnce } from '../../core/domain/crypto/ecies-on.ts';
import { secp256k1 } from '../../core/domain/crypto/secp256k1-noble.ts';
import { envelopeHead } from '../../core/domain/crypto/envelope.ts';
import { accountFromMnemonic } from '../../core/domain/ledger/account.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';

/** The content key of an envelope, wrapped for another key than the envelope names; of a second one nobody has the key any more. */
export async function wrapAgainVector(sealed: { envelope: Hex; contentKey: Hex }): Promise<object> {
  const { encryptionKey, encryptionPrivateKey } = accountFromMnemonic(
    'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong',
  );
  const fill = (byte: number, length: number): Uint8Array => new Uint8Array(length).fill(byte);
  const once = { ephemeralKey: fill(0x31, 32), iv: fill(0x32, 16) };
  const wrapped = toHex(encryptOnce(secp256k1, { text: sealed.contentKey.slice(2), encryptionKey, ...once }));
  const { keyHash } = envelopeHead(sealed.envelope);
  const closed = [toHex(fill(0x33, 32))];
  const encryptionKeyHash = toHex(keccak_256(fromHex(encryptionKey)));
  const data = encodeData('WRAP_AGAIN', { encryptionKeyHash, keys: [{ keyHash, wrapped }], closed });
  const reader = { encryptionKey, readerPrivateKey: encryptionPrivateKey };
  return { ...reader, ...sealed, encryptionKeyHash, keyHash, wrapped, closed, data };
}
