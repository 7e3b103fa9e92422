import { eciesOn } from './ecies-on.ts';
import type { Ecies } from './ecies.ts';
import { byAddon } from './secp256k1-native.ts';

/** Where there is no native addon. It takes 3 ms an operation, and is loaded for the first. */
export const byEthCrypto: Ecies = {
  encrypt: async (text, encryptionKey) => (await ethCrypto()).encrypt(text, encryptionKey),
  decrypt: async (wrapped, encryptionPrivateKey) => (await ethCrypto()).decrypt(wrapped, encryptionPrivateKey),
};

/** For servers: every envelope that is sealed or opened costs one operation for each reader, by eth-crypto a good part of what a biller does. */
export const ecies: Ecies = byAddon === undefined ? byEthCrypto : eciesOn(byAddon);

async function ethCrypto(): Promise<Ecies> {
  return (await import('./ecies-eth-crypto.ts')).ecies;
}
