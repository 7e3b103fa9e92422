import { expect } from 'chai';
import { findPlaintextIn } from '../../../scripts/story/find-plaintext.ts';

const secrets = { texts: ['flat-07', 'Жилец'], integers: [4_100_123n, 12_345_000n, 0x123456n, 12n] };
const found = (text: string): string[] => findPlaintextIn('x', text, secrets).map(({ secret }) => secret);

describe('search for plaintext', () => {
  it('finds texts, decimal numbers, money, and words of eight bytes in hex or raw', () => {
    expect(found('{"premise":"flat-07"}')).to.deep.equal(['flat-07']);
    expect(found('Жилец дома')).to.deep.equal(['Жилец']);
    expect(found('value: 4100123,')).to.deep.equal(['4100123']);
    expect(found('total 123.45 RUB')).to.deep.equal(['12345000']);
    expect(found('0xabcdef00000000003e901b99')).to.deep.equal(['4100123']);
    expect(found(`..${String.fromCharCode(0, 0, 0, 0, 0, 0x12, 0x34, 0x56)}..`)).to.deep.equal([String(0x123456)]);
  });

  it('does not take part of a longer number or of a hash for a secret, nor short numbers', () => {
    expect(found('14100123')).to.deep.equal([]);
    expect(found('0xfe4100123ab')).to.deep.equal([]);
    expect(found('12 flats')).to.deep.equal([]);
  });
});
