import { join } from 'node:path';
import { accountFromMnemonic } from '../../core/domain/ledger/account.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { loadOrCreateMnemonic } from '../../core/runtime/keystore.ts';

/** The signing key of a keystore `<folder>/<name>.json`, made at the first start, with its password beside it in `<name>.password`. */
export async function loadSigningKey(folder: string, name: string): Promise<Signer> {
  const phrase = await loadOrCreateMnemonic({
    file: join(folder, `${name}.json`),
    passwordFile: join(folder, `${name}.password`),
  });
  return accountFromMnemonic(phrase);
}
