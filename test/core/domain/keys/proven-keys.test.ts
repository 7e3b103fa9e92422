import { expect } from 'chai';
import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import { provenKeys } from '../../../../core/domain/keys/proven-keys.ts';
import { withKey } from '../../../../core/domain/keys/with-key.ts';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName } from '../../../../core/domain/ledger/network.ts';
import { readRecorded } from '../../../../core/domain/resident/recorded.ts';
import { refusal } from '../../../support/refusal.ts';
import { actors, network } from '../resident/bill-fixture.ts';

const account = actors.provider.address;
const [second, third, stranger] = [1, 2, 3].map(() => accountFromMnemonic(createMnemonic())) as [
  Account,
  Account,
  Account,
];

function change(by: Account, retiring: Hex, next: Account, ledger: LedgerName = 'participants'): SignedBlock {
  return signBlock({
    domain: domainOf(network),
    ledger: network.contracts[ledger],
    signer: by,
    to: network.company,
    kind: KIND.KEY_ROTATE,
    subject: ZERO_32,
    data: encodeData('KEY_ROTATE', acceptKey(keyRegisterOf(network), next, { account, retiring })),
    timestamp: 1_790_000_000n,
  });
}

const first = change(actors.provider, account, second);
const then = change(withKey(account, second), second.address, third);

describe('the keys of an account, as its blocks prove them', () => {
  it('are refused out of order, on another ledger, and where a key that is none of them signed the change', async () => {
    const refused = (blocks: SignedBlock[]) => refusal(() => provenKeys(network, blocks));
    expect(await refused([then])).to.equal('SENDER_MISMATCH');
    expect(await refused([then, first])).to.equal('SENDER_MISMATCH');
    expect(await refused([first, first])).to.equal('SENDER_MISMATCH');
    expect(await refused([change(actors.provider, account, second, 'meters')])).to.equal('KEY_BLOCK_OTHER');
    expect(await refused([change(withKey(account, stranger), account, second)])).to.equal('SENDER_MISMATCH');
    expect(await refused([first, change(withKey(account, second), account, third)])).to.equal('KEY_NOT_ACCEPTED');
  });

  it('of a lost key are refused without both hands, and taken with them, under a key of the company’s that followed', async () => {
    const change = acceptKey(keyRegisterOf(network), second, { account, retiring: account });
    const data = encodeData('REKEY', { account, ...change });
    const say = (signer: Account, timestamp = 1_790_000_100n) =>
      signBlock({
        domain: domainOf(network),
        ledger: network.contracts.participants,
        signer,
        to: account,
        kind: KIND.REKEY,
        subject: ZERO_32,
        data,
        timestamp,
      });
    const { company, portal } = actors;
    const known = (blocks: SignedBlock[]) => provenKeys(network, blocks)(second.address, account);
    expect(known([say(company)])).to.equal(false);
    expect(known([say(company), say(company, 1_790_000_200n)])).to.equal(false);
    expect(known([say(portal), say(company)])).to.equal(true);
    expect(await refusal(() => known([say(portal), say(actors.subscriber)]))).to.equal('KEY_ACT_FOREIGN');
    const ownChange = acceptKey(keyRegisterOf(network), third, { account: company.address, retiring: company.address });
    const rotated = signBlock({
      ...{ domain: domainOf(network), ledger: network.contracts.participants, signer: company, to: company.address },
      ...{ kind: KIND.KEY_ROTATE, subject: ZERO_32, data: encodeData('KEY_ROTATE', ownChange), timestamp: 1n },
    });
    const byNew = say(withKey(company.address, third));
    expect(await refusal(() => known([say(portal), byNew]))).to.equal('SENDER_MISMATCH');
    expect(known([rotated, say(portal), byNew])).to.equal(true);
  });

  it('are all those that it had, and nobody else’s', () => {
    const signsFor = provenKeys(network, [first, then]);
    for (const key of [account, second.address, third.address]) expect(signsFor(key, account)).to.equal(true);
    expect(signsFor(stranger.address, account)).to.equal(false);
    expect(signsFor(second.address, actors.portal.address)).to.equal(false);
    expect(provenKeys(network, [])(second.address, account)).to.equal(false);
  });

  it('let a page believe a recorded block of the new key with the proof beside it, and not without', async () => {
    const rate = { resource: 1, zone: 0, mantissa: 5n, exponent: -3, validFrom: 1_790_000_000n };
    const signed = signBlock({
      domain: domainOf(network),
      ledger: network.contracts.tariffs,
      signer: withKey(account, third),
      to: network.company,
      kind: KIND.RATE,
      subject: ZERO_32,
      data: encodeData('RATE', rate),
      timestamp: 1_790_000_000n,
    });
    const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
    const read = (keys?: SignedBlock[]) =>
      readRecorded({
        network,
        recorded: { digest, position: 1n, signed, ...(keys === undefined ? {} : { keys }) },
        kind: 'RATE',
        from: account,
        ledgers: [network.contracts.tariffs],
      });
    expect(read([first, then])).to.deep.equal(rate);
    expect(await refusal(() => read([first]))).to.equal('SENDER_MISMATCH');
    expect(await refusal(() => read())).to.equal('SENDER_MISMATCH');
  });
});
