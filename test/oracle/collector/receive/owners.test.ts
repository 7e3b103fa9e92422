import { expect } from 'chai';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { channelOf, obisFromText } from '../../../../core/domain/ledger/ids.ts';
import { signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { actHashOf } from '../../../../core/domain/ownership/both-hands.ts';
import { openSealed } from '../../../../core/domain/sealed/sealed-content.ts';
import { parseUpMessage } from '../../../../oracle/messages.ts';
import { refusal } from '../../../support/refusal.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { idOfMeter } from '../../support/metering.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import type { Pair } from '../../support/pair.ts';

/** Announcements of period keys that the gateway queued. */
function announced(pair: Pair) {
  return pair.store.outgoing(0, 10).flatMap(({ payload }) => {
    const message = parseUpMessage(payload);
    if (!('periodKeys' in message)) return [];
    return [{ ...message.periodKeys, envelope: toHex(message.periodKeys.envelope) }];
  });
}

describe('whose a meter is, at its gateway', () => {
  let pair: Pair;

  const firstMeter = (): Pair['simulated'][number] => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    return meter;
  };
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  it('does not go back to an older owner', async () => {
    const meterId = idOfMeter(firstMeter());
    const first = pair.halves(meterId, pair.actors.owner);
    const second = pair.halves(meterId, pair.actors.provider);
    for (const blocks of [second, first]) pair.down({ v: 1, register: { blocks: blocks.map(signedBlockToJson) } });
    expect(pair.store.proof(meterId, 0x0206)?.timestamp).to.equal(second[0]?.block.timestamp);
  });

  it('goes to no new owner by the word of the company or of the portal alone', async () => {
    const meterId = idOfMeter(firstMeter());
    pair.registerAll();
    pair.tellRegister();
    for (const half of pair.halves(meterId, pair.actors.provider)) {
      pair.down({ v: 1, register: { blocks: [signedBlockToJson(half)] } });
      expect(pair.store.proof(meterId, 0x0206)).to.equal(undefined);
    }
  });

  it('is told of a handover by the collector once both have said it, and of none that was withdrawn', async () => {
    const meterId = idOfMeter(firstMeter());
    pair.registerAll();
    const [company, portal] = pair.halves(meterId, pair.actors.provider);
    if (company === undefined || portal === undefined) throw new Error('a handover has two halves');
    const actHash = actHashOf(company.block);
    pair.mirror(company);
    pair.mirror(pair.block(pair.actors.portal, 'meters', 'ACT_WITHDRAW', { actHash }));
    pair.mirror(portal);
    pair.tellRegister();
    expect(pair.store.proof(meterId, 0x0206)).to.equal(undefined);
    pair.mirror(company);
    pair.tellRegister();
    expect(pair.store.proof(meterId, 0x0206)?.timestamp).to.equal(company.block.timestamp);
    expect(pair.inbox.meter(meterId)?.owner).to.equal(pair.actors.provider.address);
  });

  it('announces another key for a new owner: that one opens nothing from before, the old one nothing from behind', async () => {
    const meter = firstMeter();
    pair.registerAll();
    pair.tellRegister();
    pair.feed(meter, meter.start, START + HOUR);
    await pair.sign();
    const next = newAccount();
    pair.enrol(next, ROLE.subscriber);
    pair.halves(idOfMeter(meter), next).forEach((half) => pair.mirror(half));
    pair.tellRegister();
    await pair.sign();
    expect(announced(pair)).to.have.length(1);
    const later = meter.start.map((value) => value + 5n);
    for (const hours of [2n, 30n]) pair.feed(meter, later, START + hours * HOUR);
    await pair.sign();
    const keys = announced(pair);
    expect(keys.map(({ period }) => period)).to.deep.equal([202610, 202610]);
    const [before, after] = keys;
    if (before === undefined || after === undefined) throw new Error('no envelopes');
    const { network } = pair;
    const keyIn = async (carried: typeof before, account: Account): Promise<Hex> =>
      toHex(await openSealed({ network, account, kind: 'PERIOD_KEYS', carried }));
    const old = await keyIn(before, pair.actors.owner);
    expect(await keyIn(after, next)).to.not.equal(old);
    expect(await keyIn(after, pair.actors.portal)).to.equal(await keyIn(after, next));
    expect(await refusal(() => keyIn(before, next))).to.equal('NOT_ADDRESSEE');
    expect(await refusal(() => keyIn(after, pair.actors.owner))).to.equal('NOT_ADDRESSEE');
    const sealedBy = pair.store
      .framesAfter(channelOf(idOfMeter(meter), obisFromText(meter.obis[0] ?? '')), 0n)
      .map(({ keyOwner }) => keyOwner);
    expect(sealedBy).to.deep.equal([pair.actors.owner.address, next.address, next.address]);
  });

  it('announces a key again to an owner who enrolled with another encryption key, the same key', async () => {
    const meter = firstMeter();
    pair.registerAll();
    pair.tellRegister();
    pair.feed(meter, meter.start, START + HOUR);
    await pair.sign();
    const { owner } = pair.actors;
    const { encryptionKey, encryptionPrivateKey } = newAccount();
    const again = { ...owner, encryptionKey, encryptionPrivateKey };
    pair.enrol(again, ROLE.subscriber);
    pair.tellRegister();
    await pair.sign();
    const [before, after] = announced(pair);
    if (before === undefined || after === undefined) throw new Error('no envelopes');
    const { network } = pair;
    const keyIn = async (carried: typeof before, account: Account): Promise<Hex> =>
      toHex(await openSealed({ network, account, kind: 'PERIOD_KEYS', carried }));
    expect(await keyIn(after, again)).to.equal(await keyIn(before, owner));
  });

  it('keeps the keys of before anybody proved whose the meter is for its first owner', async () => {
    const meter = firstMeter();
    pair.feed(meter, meter.start, START + HOUR);
    pair.registerAll();
    pair.tellRegister();
    await pair.sign();
    expect(pair.store.periodKeysOf(idOfMeter(meter)).map(({ owner }) => owner)).to.deep.equal([
      pair.actors.owner.address,
    ]);
    expect(pair.store.frameCounts()).to.deep.equal({ sent: meter.obis.length });
  });
});
