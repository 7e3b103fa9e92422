import ethCrypto from 'eth-crypto';
import { fromHex, parseHex, toHex, type Hex } from '../bytes/hex.ts';
import { eciesBroken, encryptionKeyInvalid } from './ecies-errors.ts';
import type { Ecies } from './ecies.ts';

/** eth-crypto reads Node's Buffer when it runs: for servers. */
export const ecies: Ecies = {
  async encrypt(text, encryptionKey) {
    const key = checkedKey(encryptionKey);
    return fromHex(ethCrypto.cipher.stringify(await ethCrypto.encryptWithPublicKey(key, text)));
  },
  async decrypt(wrapped, encryptionPrivateKey) {
    try {
      const cipher = ethCrypto.cipher.parse(toHex(wrapped).slice(2));
      return await ethCrypto.decryptWithPrivateKey(encryptionPrivateKey, cipher);
    } catch (cause) {
      throw eciesBroken(cause);
    }
  },
};

/** eth-crypto takes shorter forms of a key as well; ledgers hold 64 bytes and nothing else. */
function checkedKey(encryptionKey: Hex): string {
  try {
    return ethCrypto.publicKey.decompress(parseHex(encryptionKey, 'The encryption key', 64).slice(2));
  } catch (cause) {
    throw encryptionKeyInvalid(encryptionKey, cause);
  }
}
