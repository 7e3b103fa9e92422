import { expect } from 'chai';
import { keccak256, concat, numberToHex } from 'viem';

import { ZERO_32, ZERO_ADDRESS, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { slotOfAccountHead } from '../../core/domain/proof/check-own-blocks.ts';
import { internalBlockDigest } from '../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../core/domain/ledger/kinds.ts';
import type { LedgerName } from '../../core/domain/ledger/network.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';
import {
  CHAIN_ID,
  freshHouse,
  livedInHouse,
  networkHelpers,
  publicClient,
  refused,
  viem,
  type House,
  type LedgerContract,
} from './support/house.ts';
import { DOMAIN } from '../support/domain.ts';

const TOLERANCE = 900n;

function signedEnrolment(house: House, timestamp?: bigint) {
  const value = { role: ROLE.subscriber, encryptionKey: house.subscriber.encryptionKey, envelope: '0x' as const };
  const options = { to: house.company.address, ...(timestamp === undefined ? {} : { timestamp }) };
  return house.sign(house.subscriber, KIND.ENROL, encodeData('ENROL', value), options);
}

function suspending(house: House, timestamp: bigint) {
  return house.sign(house.company, KIND.SUSPEND, encodeData('SUSPEND', { account: house.neighbour.address }), {
    timestamp,
  });
}

let validFrom = 2_000_000_000n;
function rateOf(house: House, timestamp?: bigint, replaces?: Hex, from = house.electricity) {
  const data = encodeData('RATE', { resource: 1, zone: 9, mantissa: 1n, exponent: -3, validFrom: ++validFrom });
  return house.sign(from, KIND.RATE, data, {
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(replaces === undefined ? {} : { replaces }),
  });
}

async function chainOf(house: House): Promise<{ head: Hex; count: bigint }> {
  const { participants } = house.contracts;
  const [head, count] = await Promise.all([
    publicClient.readContract({ ...participants, functionName: 'head' }),
    publicClient.readContract({ ...participants, functionName: 'count' }),
  ]);
  return { head, count };
}

describe('A ledger', () => {
  it('refuses the same internal block twice', async () => {
    const house = await freshHouse();
    const signed = signedEnrolment(house);
    const digest = internalBlockDigest(DOMAIN, signed.ledger, signed.block);
    await house.carry(signed);
    const before = await chainOf(house);
    await refused(house.carry(signed), house.contracts.participants, 'BlockAlreadyRecorded', [digest]);
    expect(await chainOf(house)).to.deep.equal(before);
  });

  it('refuses a signature that is not the sender’s', async () => {
    const house = await freshHouse();
    const signed = signedEnrolment(house);
    const forged = { ...signed, block: { ...signed.block, from: house.neighbour.address } };
    await refused(house.carry(forged), house.contracts.participants, 'SenderMismatch');
  });

  it('refuses a block that was altered after signing', async () => {
    const house = await freshHouse();
    const signed = signedEnrolment(house);
    const alterations = [
      { to: house.stranger.address },
      { timestamp: signed.block.timestamp + 1n },
      { kind: KIND.REGISTER },
      { subject: keccak256('0x01') },
      { dataHash: keccak256('0x02') },
      { replaces: keccak256('0x03') },
    ];
    for (const alteration of alterations) {
      const altered = { ...signed, block: { ...signed.block, ...alteration } };
      await refused(house.carry(altered), house.contracts.participants, 'SenderMismatch');
    }
  });

  it('refuses a block that was signed for another ledger', async () => {
    const house = await freshHouse();
    const moved = { ...signedEnrolment(house), ledger: house.contracts.meters.address };
    await refused(house.carry(moved), house.contracts.meters, 'SenderMismatch');
  });

  it('refuses a signature that is too short, too long, or has a high s', async () => {
    const house = await freshHouse();
    const signed = signedEnrolment(house);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = BigInt(`0x${signed.signature.slice(66, 130)}`);
    const flipped = signed.signature.endsWith('1b') ? '0x1c' : '0x1b';
    const high = concat([signed.signature.slice(0, 66) as Hex, numberToHex(order - s, { size: 32 }), flipped]);
    const short = signed.signature.slice(0, -2) as Hex;
    for (const signature of [high, short, `${signed.signature}00` as Hex, '0x' as Hex]) {
      await refused(house.carry({ ...signed, signature }), house.contracts.participants, 'SignatureMalformed');
    }
  });

  it('refuses a block from nobody, whose signature recovers nobody', async () => {
    const house = await freshHouse();
    const signed = signedEnrolment(house);
    const nobody = { ...signed.block, from: ZERO_ADDRESS };
    const signature: Hex = `0x${'00'.repeat(64)}1b`;
    await refused(
      house.carry({ ...signed, block: nobody, signature }),
      house.contracts.participants,
      'SignatureMalformed',
    );
  });

  it('refuses data with another hash', async () => {
    const house = await freshHouse();
    const signed = signedEnrolment(house);
    const data = `${signed.data}00` as Hex;
    const args = [signed.block.dataHash, keccak256(data)];
    await refused(house.carry({ ...signed, data }), house.contracts.participants, 'DataHashMismatch', args);
  });

  it('refuses a timestamp more than 900 s ahead and takes one within', async () => {
    const house = await freshHouse();
    const ahead = signedEnrolment(house, house.now + 10n * TOLERANCE);
    await refused(house.carry(ahead), house.contracts.participants, 'TimestampAhead');
    await house.carry(signedEnrolment(house, house.now + TOLERANCE));
    expect((await chainOf(house)).count).to.equal(1n);
  });

  it('C5: takes a block about keys and roles for 15 minutes, any other for a day, and none afterwards', async () => {
    const house = await livedInHouse();
    const { participants, tariffs } = house.contracts;
    const check = async (
      contract: LedgerContract<LedgerName>,
      life: bigint,
      say: (timestamp: bigint) => ReturnType<House['sign']>,
    ): Promise<void> => {
      const timestamp = BigInt(await networkHelpers.time.latest()) + 100n;
      const [inTime, late] = [say(timestamp), say(timestamp - 1n)];
      await networkHelpers.time.setNextBlockTimestamp(timestamp + life);
      await refused(house.carry(late), contract, 'BlockExpired', [timestamp - 1n, timestamp]);
      await networkHelpers.time.setNextBlockTimestamp(timestamp + life);
      await house.carry(inTime);
    };
    expect(await publicClient.readContract({ ...participants, functionName: 'life' })).to.equal(900n);
    expect(await publicClient.readContract({ ...tariffs, functionName: 'life' })).to.equal(86_400n);
    await check(participants, 900n, (timestamp) => suspending(house, timestamp));
    await check(tariffs, 86_400n, (timestamp) => rateOf(house, timestamp));
  });

  it('records one block of a family, whichever comes first, and never another of it', async () => {
    const house = await livedInHouse();
    const { tariffs } = house.contracts;
    const digestOf = ({ ledger, block }: ReturnType<House['sign']>): Hex => internalBlockDigest(DOMAIN, ledger, block);
    await house.followChain();
    const first = rateOf(house);
    const root = digestOf(first);
    const [second, third] = [rateOf(house, undefined, root), rateOf(house, undefined, root)];
    // No refusal ends a block: it is carried again once its cause is gone.
    await house.suspend(house.electricity);
    await refused(house.carry(second), tariffs, 'SenderNotEntitled');
    await house.send(house.company, 'RESTORE', { account: house.electricity.address });
    await house.carry(third);
    const by = digestOf(third);
    await refused(house.carry(first), tariffs, 'BlockReplaced', [root, by]);
    await refused(house.carry(second), tariffs, 'BlockReplaced', [digestOf(second), by]);
    const args = [house.electricity.address, root] as const;
    expect(await publicClient.readContract({ ...tariffs, functionName: 'replacedBy', args })).to.equal(by);

    const other = rateOf(house);
    await house.carry(other);
    const late = rateOf(house, undefined, digestOf(other));
    await refused(house.carry(late), tariffs, 'BlockReplaced', [digestOf(late), digestOf(other)]);
  });

  it('lets nobody take the place of another sender’s block', async () => {
    const house = await livedInHouse();
    await house.followChain();
    const theirs = rateOf(house);
    const root = internalBlockDigest(DOMAIN, theirs.ledger, theirs.block);
    await house.carry(rateOf(house, undefined, root, house.water));
    await house.carry(theirs);
  });

  it('refuses a kind that belongs elsewhere', async () => {
    const house = await livedInHouse();
    const { company } = house;
    const wrong = [
      ['participants', KIND.OFFER],
      ['participants', 0x00ff],
      ['meters', KIND.RATE],
      ['meters', KIND.ENROL],
      ['tariffs', KIND.READINGS],
      ['contractLedger', KIND.READINGS],
      ['premises', KIND.RATE],
      ['billingLedger', KIND.OFFER],
      ['readingLedger', KIND.INVOICE],
    ] as const;
    for (const [ledger, kind] of wrong) {
      await refused(
        house.carry(house.sign(company, kind, '0x', { ledger })),
        house.contracts.participants,
        'KindUnknown',
        [kind],
      );
    }
  });

  it('chains its blocks: head, count and position follow every block', async () => {
    const house = await freshHouse();
    const { participants } = house.contracts;
    expect(await chainOf(house)).to.deep.equal({ head: ZERO_32, count: 0n });
    let head: Hex = ZERO_32;
    for (const [index, account] of [house.subscriber, house.neighbour, house.stranger].entries()) {
      const digest = await house.create(account, 'ENROL', {
        role: ROLE.subscriber,
        encryptionKey: account.encryptionKey,
        envelope: '0x1234',
      });
      head = keccak256(concat([head, digest]));
      const position = BigInt(index + 1);
      expect(await chainOf(house)).to.deep.equal({ head, count: position });
      expect(await publicClient.readContract({ ...participants, functionName: 'position', args: [digest] })).to.equal(
        position,
      );
    }
  });

  it('says in its event what it recorded', async () => {
    const house = await freshHouse();
    const signed = signedEnrolment(house);
    const digest = internalBlockDigest(DOMAIN, signed.ledger, signed.block);
    await viem.assertions.emitWithArgs(house.carry(signed), house.contracts.participants, 'BlockRecorded', [
      digest,
      (value: string) => value.toLowerCase() === signed.block.from,
      (value: string) => value.toLowerCase() === signed.block.to,
      1n,
      KIND.ENROL,
      ZERO_32,
      keccak256(concat([ZERO_32, digest])),
    ]);
  });

  it('H6: chains for each account what it sent and what it was sent, once each, where proofs look for it', async () => {
    const house = await livedInHouse();
    const { readingLedger, tariffs } = house.contracts;
    const headOf = async (account: Hex, { address }: { address: Hex } = readingLedger): Promise<Hex> => {
      const { abi } = readingLedger;
      const head = await publicClient.readContract({ address, abi, functionName: 'headOf', args: [account] });
      const stored = await publicClient.getStorageAt({ address, slot: slotOfAccountHead(account) });
      expect(stored).to.equal(head);
      return head;
    };
    const { subscriber, neighbour } = house;
    const chained = (before: Hex, digest: Hex): Hex => keccak256(concat([before, digest]));
    const appeal = async (from: Account, to: Account): Promise<Hex> => {
      const data = { category: 1, addressees: 1, provider: ZERO_ADDRESS, about: ZERO_32, envelope: '0x' } as const;
      return await house.create(from, 'APPEAL', data, { to: to.address });
    };
    expect(await headOf(subscriber.address)).to.equal(ZERO_32);
    const own = await appeal(subscriber, subscriber);
    expect(await headOf(subscriber.address)).to.equal(chained(ZERO_32, own));
    const sent = await appeal(neighbour, subscriber);
    expect(await headOf(neighbour.address)).to.equal(chained(ZERO_32, sent));
    expect(await headOf(subscriber.address)).to.equal(chained(chained(ZERO_32, own), sent));
    // The registers keep none.
    await house.send(house.company, 'RATE', { resource: 1, zone: 0, mantissa: 1n, exponent: -5, validFrom: 1n });
    expect(await headOf(house.company.address, tariffs)).to.equal(ZERO_32);
  });

  it('keeps head, count and positions in storage slots 0, 1 and 2, where proofs look for them', async () => {
    const house = await livedInHouse();
    const digest = await house.create(house.company, 'RATE', {
      resource: 1,
      zone: 0,
      mantissa: 1n,
      exponent: -5,
      validFrom: 1n,
    });
    const offer = { resource: 1, meterId: ZERO_32, validUntil: house.now + 30n * 86_400n, envelope: '0x' as const };
    await house.send(house.subscriber, 'OFFER', offer, { to: house.water.address });
    for (const { address } of Object.values(house.contracts)) {
      const ledger = { address, abi: house.contracts.participants.abi };
      const slot = async (key: Hex): Promise<Hex | undefined> =>
        await publicClient.getStorageAt({ address, slot: key });
      const head = await publicClient.readContract({ ...ledger, functionName: 'head' });
      const count = await publicClient.readContract({ ...ledger, functionName: 'count' });
      expect(await slot('0x0')).to.equal(head);
      expect(await slot('0x1')).to.equal(numberToHex(count, { size: 32 }));
    }
    const positionSlot = keccak256(concat([digest, numberToHex(2n, { size: 32 })]));
    const stored = await publicClient.getStorageAt({ address: house.contracts.tariffs.address, slot: positionSlot });
    expect(stored).to.equal(numberToHex(1n, { size: 32 }));
  });

  it('tells its EIP-712 domain', async () => {
    const { contracts } = await freshHouse();
    const [fields, name, version, chainId, contract, salt] = await publicClient.readContract({
      ...contracts.participants,
      functionName: 'eip712Domain',
    });
    expect([fields, name, version, chainId]).to.deep.equal(['0x1f', 'Domledger', '1', CHAIN_ID]);
    expect([contract.toLowerCase(), salt]).to.deep.equal([
      contracts.participants.address.toLowerCase(),
      DOMAIN.networkHash,
    ]);
  });
});
