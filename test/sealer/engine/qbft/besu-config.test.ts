import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { BLOCK_GAS_LIMIT } from '../../../../sealer/network/genesis.ts';

describe('the settings of Besu', () => {
  it('keep the gas limit of blocks where the genesis has it, of which a block asks for half', () => {
    const text = readFileSync(new URL('../../../../network/besu/config.toml', import.meta.url), 'utf8');
    expect(/^target-gas-limit=(\d+)$/m.exec(text)?.[1]).to.equal(String(BLOCK_GAS_LIMIT));
  });
});
