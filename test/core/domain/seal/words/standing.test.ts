import { expect } from 'chai';
import { domainOf } from '../../../../../core/domain/ledger/network.ts';
import { cosignatureDigest } from '../../../../../core/domain/seal/seal.ts';
import {
  checkStanding,
  parseStanding,
  parseUnsignedStanding,
  standingDigest,
  standingToJson,
  type SignedStanding,
} from '../../../../../core/domain/seal/words/standing.ts';
import { refusal } from '../../../../support/refusal.ts';
import { CARRIER, CHAIN_ID, STRANGER } from '../../../../sealer/support/chains.ts';
import { someNetwork } from '../../../../sealer/support/some-network.ts';

const DOMAIN = domainOf(someNetwork(CHAIN_ID));
const SAID = { number: 7n, sealHash: `0x${'11'.repeat(32)}`, time: 1_800_000_000n } as const;
const STANDING = { ...SAID, signature: CARRIER.sign(standingDigest(DOMAIN, SAID)) };

describe('the word which block is the newest', () => {
  it('is refused where it is malformed, changed, another’s, or a witness’s word', async () => {
    const json = standingToJson(STANDING);
    for (const wrong of [{ number: 7 }, { sealHash: '0x11' }, { time: '-1' }, { signature: '0x' }, { more: 1 }])
      expect(await refusal(() => parseStanding({ ...json, ...wrong }))).to.equal('STANDING_INVALID');
    expect(await refusal(() => parseUnsignedStanding(json))).to.equal('STANDING_INVALID');
    const check = (standing: SignedStanding, signer = CARRIER.address, domain = DOMAIN): Promise<string | undefined> =>
      refusal(() => checkStanding(domain, standing, signer));
    for (const wrong of [{ number: 8n }, { time: 1_800_000_001n }, { sealHash: `0x${'12'.repeat(32)}` as const }])
      expect(await check({ ...STANDING, ...wrong })).to.equal('STANDING_FORGED');
    expect(await check(STANDING, STRANGER.address)).to.equal('STANDING_FORGED');
    expect(await check(STANDING, CARRIER.address, { ...DOMAIN, chainId: 1n })).to.equal('STANDING_FORGED');
    const witnessed = { ...SAID, signature: CARRIER.sign(cosignatureDigest(DOMAIN, SAID)) };
    expect(await check(witnessed)).to.equal('STANDING_FORGED');
  });

  it('is read as it was written', () => {
    expect(parseStanding(JSON.parse(JSON.stringify(standingToJson(STANDING))))).to.deep.equal(STANDING);
    checkStanding(DOMAIN, STANDING, CARRIER.address);
  });
});
