import { expect } from 'chai';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { toHex, uintBytes, utf8, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { findInBlocks } from '../../../scripts/story/find-in-blocks.ts';
import { findPlaintextIn } from '../../../scripts/story/find-plaintext.ts';

const secrets = { texts: ['flat-07', 'Жилец'], integers: [4_100_123n, 123_450_000_000_000n, 0x123456n, 12n] };
const found = (text: string): string[] => findPlaintextIn('x', text, secrets).map(({ secret }) => secret);

describe('search for plaintext', () => {
  it('finds texts, decimal numbers, money, and words of eight bytes in hex or raw', () => {
    expect(found('{"premise":"flat-07"}')).to.deep.equal(['flat-07']);
    expect(found('Жилец дома')).to.deep.equal(['Жилец']);
    expect(found('value: 4100123,')).to.deep.equal(['4100123']);
    expect(found('total 123.45 RUB')).to.deep.equal(['123450000000000']);
    expect(found('0xabcdef00000000003e901b99')).to.deep.equal(['4100123']);
    expect(found(`..${String.fromCharCode(0, 0, 0, 0, 0, 0x12, 0x34, 0x56)}..`)).to.deep.equal([String(0x123456)]);
  });

  it('does not take part of a longer number or of a hash for a secret, nor short numbers', () => {
    expect(found('14100123')).to.deep.equal([]);
    expect(found('0xfe4100123ab')).to.deep.equal([]);
    expect(found('12 flats')).to.deep.equal([]);
  });
});

describe('search for plaintext in the data of blocks', () => {
  const address: Hex = `0x${'1e'.repeat(20)}`;
  const block = { from: address, to: address, timestamp: 0n, subject: ZERO_32, dataHash: ZERO_32, replaces: ZERO_32 };
  function inReceipt(envelope: Uint8Array, opening = 5n): string[] {
    const data = encodeData('RECEIPT', {
      invoiceId: ZERO_32,
      paymentId: ZERO_32,
      settles: true,
      opening,
      envelope: toHex(envelope),
    });
    return findInBlocks([{ block: { ...block, kind: KIND.RECEIPT }, data, digest: ZERO_32 }], secrets).map(
      ({ secret }) => secret,
    );
  }

  it('finds a secret in a field of bytes and as a number of its own', () => {
    expect(inReceipt(utf8('{"premise":"flat-07"}'))).to.deep.equal(['flat-07']);
    expect(inReceipt(uintBytes(123_450_000_000_000n, 8))).to.deep.equal(['123450000000000']);
    expect(inReceipt(new Uint8Array(), 4_100_123n)).to.deep.equal(['4100123']);
  });

  it('does not take a length and the bytes after it for a number', () => {
    const envelope = new Uint8Array(0x12).fill(0x34, 0, 1).fill(0x56, 1, 2).fill(0x99, 2);
    expect(inReceipt(envelope)).to.deep.equal([]);
  });

  it('does not take a public date or rate for a secret', () => {
    const data = encodeData('RATE', {
      resource: 1,
      zone: 0,
      mantissa: 123_450_000_000_000n,
      exponent: 0,
      validFrom: 4_100_123n,
    });
    expect(findInBlocks([{ block: { ...block, kind: KIND.RATE }, data, digest: ZERO_32 }], secrets)).to.deep.equal([]);
  });
});
