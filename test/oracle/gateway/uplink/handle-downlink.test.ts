import { expect } from 'chai';
import {
  checkSignedBlock,
  signedBlockToJson,
  type SignedBlock,
} from '../../../../core/domain/ledger/internal-block.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { idOfMeter } from '../../support/metering.ts';
import { makePair, type Pair } from '../../support/pair.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

describe('what the collector hands to a gateway', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
    pair.registerAll();
    pair.tellRegister();
  });
  afterEach(() => pair.dispose());

  const request = (from: Account): SignedBlock => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const data = { meterId: idOfMeter(meter), manual: false, dueDate: 4_000_000_000n };
    return pair.block(from, 'readingLedger', 'READING_REQUEST', data);
  };

  it('is refused as a request of somebody who may not read the meter, the portal included', () => {
    for (const [count, from] of [pair.actors.portal, newAccount()].entries()) {
      expect(pair.down({ v: 1, poll: { request: signedBlockToJson(request(from)) } }).kind).to.equal('none');
      expect(pair.store.counters()['REQUEST_NOT_ENTITLED']).to.equal(count + 1);
    }
    expect(pair.down({ v: 1, poll: { request: signedBlockToJson(request(pair.actors.owner)) } }).kind).to.equal(
      'read-meter',
    );
  });

  it('A12: is answered by a reading that is not older than the request, and waits for it', async () => {
    const [meter] = pair.simulated;
    const channel = pair.meters.meters[0]?.registers[0]?.channel;
    if (meter === undefined || channel === undefined) throw new Error('no meter');
    const asked = request(pair.actors.owner);
    const requestId = checkSignedBlock(domainOf(pair.network), asked);
    const give = (time: bigint, more: bigint): void =>
      void pair.feed(
        meter,
        meter.start.map((value) => value + more),
        time,
      );
    await pair.sayHello();
    const { timestamp } = asked.block;
    give(timestamp - 7_000n, 0n);
    pair.down({ v: 1, poll: { request: signedBlockToJson(asked) } });
    give(timestamp - 600n, 1n);
    const subjects = (): unknown[] => pair.store.framesAfter(channel, 0n).map(({ subject }) => subject);
    expect(subjects()).to.deep.equal([undefined, undefined]);
    expect(pair.store.openRequest(idOfMeter(meter))).to.equal(requestId);
    give(timestamp + 600n, 2n);
    expect(subjects()).to.deep.equal([undefined, undefined, requestId]);
    expect(pair.store.openRequest(idOfMeter(meter))).to.equal(undefined);
  });

  it('is refused as a register entry that says nothing of keys', () => {
    const { company } = pair.actors;
    const revoked = pair.block(company, 'participants', 'SUSPEND', { account: pair.actors.owner.address });
    pair.down({ v: 1, register: { blocks: [signedBlockToJson(revoked)] } });
    expect(pair.store.counters()['REGISTER_KIND_UNUSED']).to.equal(1);
  });
});
