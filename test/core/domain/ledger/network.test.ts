import { expect } from 'chai';
import { LEDGERS, networkToJson, parseNetwork } from '../../../../core/domain/ledger/network.ts';
import { refusal } from '../../../support/refusal.ts';

const ADDRESS = `0x${'ab'.repeat(20)}`;
const FILE = {
  name: 'House',
  chainId: '7001',
  salt: `0x${'5a'.repeat(32)}`,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: ADDRESS, targetBits: 8 },
  company: ADDRESS,
  portal: ADDRESS,
  witnesses: [],
  contracts: Object.fromEntries(LEDGERS.map((name) => [name, ADDRESS])),
};

describe('network file', () => {
  it('refuses members that are missing, unknown or of another form', async () => {
    const { portal: _, ...short } = FILE;
    const faults: unknown[] = [
      null,
      [],
      short,
      { ...FILE, note: 'x' },
      { ...FILE, name: '' },
      { ...FILE, chainId: 7001 },
      { ...FILE, chainId: '0' },
      { ...FILE, seal: ADDRESS },
      { ...FILE, seal: { ...FILE.seal, note: 1 } },
      { ...FILE, seal: { ...FILE.seal, targetBits: 65 } },
      { ...FILE, seal: { ...FILE.seal, targetBits: '8' } },
      { ...FILE, contracts: { ...FILE.contracts, other: ADDRESS } },
    ];
    for (const fault of faults)
      expect(await refusal(() => parseNetwork(fault)), JSON.stringify(fault)).to.equal('NETWORK_INVALID');
    expect(await refusal(() => parseNetwork({ ...FILE, company: '0x12' }))).to.equal('HEX_INVALID');
    expect(await refusal(() => parseNetwork({ ...FILE, salt: ADDRESS }))).to.equal('HEX_INVALID');
  });

  it('refuses first witnesses of whom one comes twice, has nobody’s key or owner, or the company’s key in other hands', async () => {
    const [company, portal, sealKey] = ['c0', 'b0', '5e'].map((fill) => `0x${fill.repeat(20)}`);
    const house = { ...FILE, company, portal, seal: { ...FILE.seal, address: sealKey } };
    const one = { key: ADDRESS, owner: `0x${'01'.repeat(20)}` };
    const nobody = `0x${'00'.repeat(20)}`;
    const many = Array.from({ length: 17 }, (_, i) => ({ ...one, key: `0x${(i + 16).toString(16).repeat(20)}` }));
    for (const witnesses of [
      'none',
      [one, one],
      [{ ...one, key: nobody }],
      [{ ...one, owner: nobody }],
      [{ ...one, note: 'x' }],
      ...[company, portal, sealKey].map((key) => [{ ...one, key }]),
      [{ key: sealKey, owner: portal }],
      many,
    ])
      expect(await refusal(() => parseNetwork({ ...house, witnesses })), JSON.stringify(witnesses)).to.equal(
        'NETWORK_INVALID',
      );
    const own = [one, { key: sealKey, owner: company }, { key: portal, owner: portal }];
    expect(parseNetwork({ ...house, witnesses: own }).witnesses).to.deep.equal(own);
  });

  it('takes addresses in either case, and writes them in lower case', () => {
    const upper = parseNetwork({ ...FILE, company: `0x${'AB'.repeat(20)}` });
    expect(networkToJson(upper)).to.deep.equal(FILE);
  });
});
