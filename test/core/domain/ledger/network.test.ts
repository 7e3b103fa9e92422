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

  it('takes addresses in either case, and writes them in lower case', () => {
    const upper = parseNetwork({ ...FILE, company: `0x${'AB'.repeat(20)}` });
    expect(networkToJson(upper)).to.deep.equal(FILE);
  });
});
