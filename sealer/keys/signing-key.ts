import { join } from 'node:path';
import { HDNodeWallet, Mnemonic } from 'ethers';
import { accountFromMnemonic } from '../../core/domain/ledger/account.ts';
import { fromHex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { loadOrCreateMnemonic } from '../../core/runtime/keystore.ts';
import { nativeSigner } from './native-recover.ts';

/** The signing key of a keystore `<folder>/<name>.json`, made at the first start, with its password beside it in `<name>.password`. */
export async function loadSigningKey(folder: string, name: string): Promise<Signer> {
  const phrase = await loadOrCreateMnemonic({
    file: join(folder, `${name}.json`),
    passwordFile: join(folder, `${name}.password`),
  });
  return signerFromMnemonic(phrase);
}

/** The same key as `accountFromMnemonic`, signing by libsecp256k1. */
export function signerFromMnemonic(phrase: string): Signer {
  const { address } = accountFromMnemonic(phrase);
  const wallet = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(phrase), "m/44'/60'/0'/0/0");
  return nativeSigner(address, fromHex(wallet.privateKey));
}
