import { Transaction, Wallet } from 'ethers';
import { signZeroFee } from '../../../../core/domain/ledger/evm-transaction.ts';
import { parseHex, ZERO_ADDRESS, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { foundingCalls, foundingTransactions } from '../../../../sealer/network/deployments.ts';
import { networkHash } from '../../../../core/domain/ledger/network.ts';
import { TRANSACTION_GAS_CAP } from '../../../../core/domain/ledger/block-gas.ts';
import { CARRIER, CHAIN_ID } from '../../support/chains.ts';
import { NETWORK, startCheatingCompany, STRANGER, type Place } from './cheating-company.ts';
import type { Lie } from './lie.ts';

/** Code of one byte, STOP, in the place of a ledger's. */
const OTHER_CODE: Hex = '0x60015f5360015ff3';

/** Networks that are founded otherwise than the one that everybody trusts. */
export const foundingLies: readonly Lie[] = [
  lie('FOUNDING_OTHER', 'one of the contracts is another', { block: 1, transaction: 3 }, () =>
    foundedWith(3, { to: undefined, data: OTHER_CODE }),
  ),
  lie('FOUNDING_OTHER', 'the contracts are made for another network', { block: 1, transaction: 0 }, () =>
    foundingTransactions({ ...NETWORK, name: 'other' }, CARRIER),
  ),
  lie('FOUNDING_OTHER', 'another network is stated', { block: 1, transaction: 6 }, () =>
    foundedWith(6, { to: ZERO_ADDRESS, data: networkHash({ ...NETWORK, name: 'other' }) }),
  ),
  lie('FOUNDING_OTHER', 'the history ends before the network is stated', { block: 2 }, () =>
    foundingTransactions(NETWORK, CARRIER).slice(0, 6),
  ),
  {
    code: 'FOUNDING_OTHER',
    title: 'the contracts are the right ones, but elsewhere; others are where the network has its ledgers',
    async tell() {
      await using company = await startCheatingCompany(false, foundingTransactions(NETWORK, STRANGER));
      const codes = Array.from({ length: 6 }, (_, nonce) => signed(nonce, { to: undefined, data: OTHER_CODE }));
      await company.seal(codes);
      return { records: company.records(), place: { block: 1, transaction: 0 }, lax: false };
    },
  },
  lie(
    'TRANSACTION_FOREIGN',
    'a contract is deployed by a transaction of an old form',
    { block: 1, transaction: 0 },
    () => {
      const [first] = foundingCalls(NETWORK);
      const old = Transaction.from({
        type: 0,
        chainId: CHAIN_ID,
        nonce: 0,
        gasLimit: TRANSACTION_GAS_CAP,
        gasPrice: 0,
        data: first?.data ?? '0x',
      });
      old.signature = new Wallet(`0x${'ca'.repeat(32)}`).signingKey.sign(old.unsignedHash);
      return foundingTransactions(NETWORK, CARRIER).with(0, parseHex(old.serialized, 'transaction'));
    },
  ),
];

function lie(code: string, title: string, place: Place, founding: () => Hex[]): Lie {
  return {
    code,
    title,
    async tell() {
      await using company = await startCheatingCompany(false, founding());
      return { records: company.records(), place, lax: false };
    },
  };
}

function foundedWith(at: number, call: { to: Hex | undefined; data: Hex }): Hex[] {
  return foundingTransactions(NETWORK, CARRIER).with(at, signed(at, call));
}

function signed(nonce: number, call: { to: Hex | undefined; data: Hex }): Hex {
  return signZeroFee(CHAIN_ID, { ...call, nonce: BigInt(nonce), gasLimit: TRANSACTION_GAS_CAP }, CARRIER).raw;
}
