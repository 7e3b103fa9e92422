import { expect } from 'chai';
import { getCreateAddress, Transaction, Wallet, type AccessListish } from 'ethers';
import fc from 'fast-check';
import { parseHex, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { carrierOf, createdAddress, signZeroFee } from '../../../../core/domain/ledger/evm-transaction.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { refusal } from '../../../support/refusal.ts';

const WALLET = new Wallet(`0x${'ca'.repeat(32)}`);
const OTHER: Hex = `0x${'0b'.repeat(20)}`;
const data = fc.uint8Array({ maxLength: 200 }).map(toHex);
const nonce = fc.bigInt({ min: 0n, max: 2n ** 52n });

function byEthers(fields: Partial<Parameters<typeof Transaction.from>[0] & object>): Hex {
  const transaction = Transaction.from({ type: 2, chainId: 53278n, gasLimit: 100_000n, ...fields });
  transaction.signature = WALLET.signingKey.sign(transaction.unsignedHash);
  return parseHex(transaction.serialized, 'transaction');
}

describe('who carried a transaction', () => {
  it('is nobody of one of an old form, and of one whose signature is none', async () => {
    const old = byEthers({ type: 0, gasPrice: 0n, data: '0x00' });
    expect(await refusal(() => carrierOf(old))).to.equal('TRANSACTION_FOREIGN');
    const { raw } = signZeroFee(53278n, { nonce: 0n, gasLimit: 1n, to: OTHER, data: '0x' }, newAccount());
    // The last 32 bytes are s: as high as can be.
    const high = parseHex(`${raw.slice(0, -64)}${'f'.repeat(64)}`, 'transaction');
    expect(await refusal(() => carrierOf(high))).to.equal('SIGNATURE_INVALID');
  });

  it('is who signed it, as another library writes it, with and without a list of access', () => {
    const lists = fc.constantFrom<AccessListish>([], [{ address: OTHER, storageKeys: [`0x${'01'.repeat(32)}`] }]);
    fc.assert(
      fc.property(data, nonce, lists, (bytes, count, accessList) => {
        const raw = byEthers({ nonce: Number(count), to: OTHER, data: bytes, accessList });
        expect(carrierOf(raw)).to.equal(WALLET.address.toLowerCase());
      }),
      { numRuns: 30 },
    );
  });

  it('puts a contract where its address and its nonce say', () => {
    fc.assert(
      fc.property(nonce, (count) => {
        const expected = getCreateAddress({ from: WALLET.address, nonce: count }).toLowerCase();
        expect(createdAddress(parseHex(WALLET.address.toLowerCase(), 'address'), count)).to.equal(expected);
      }),
      { numRuns: 50 },
    );
  });
});
