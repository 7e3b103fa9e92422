import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import { keyStatementDigest, type KeyRegister, type KeyStatement } from './key-statement.ts';

/** Checks that the next key itself signed that it follows. @throws InputError KEY_NOT_ACCEPTED, SIGNATURE_INVALID */
export function checkAccepted(
  register: Pick<KeyRegister, 'domain' | 'participants'>,
  { acceptance, ...statement }: KeyStatement & { acceptance: Hex },
): void {
  const { account, key } = statement;
  const signer = recoverAddress(keyStatementDigest(register, statement), acceptance);
  if (signer !== key)
    throw new InputError('KEY_NOT_ACCEPTED', `${key} is to sign for ${account}, but ${signer} agreed to it.`);
}
