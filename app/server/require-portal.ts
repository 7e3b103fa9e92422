import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Network } from '../../core/domain/ledger/network.ts';

/** @throws InputError NOT_THE_PORTAL */
export function requirePortal(network: Pick<Network, 'portal'>, account: { readonly address: Hex }): void {
  if (network.portal === account.address) return;
  throw new InputError(
    'NOT_THE_PORTAL',
    `The keystore's account ${account.address} is not the portal ${network.portal} of this network.`,
  );
}
