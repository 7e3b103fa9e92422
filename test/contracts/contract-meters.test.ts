import { expect } from 'chai';
import { getAddress } from 'viem';

import type { Account } from '../../core/domain/ledger/account.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { idOf, keccakOf } from './support/accounts.ts';
import { sign } from './support/billing.ts';
import { publicClient, refused, viem, type House } from './support/house.ts';
import { registerMeter } from './support/metering.ts';
import { transferData, transferMeter } from './support/handover.ts';
import { gateway, metered } from './support/metered-house.ts';

const subjectHash = idOf('terms');
const MAX_METERS = 16;

async function offered(house: House, resource: number = RESOURCE.electricity): Promise<Hex> {
  const value = { resource, meterId: ZERO_32, validUntil: house.now + 30n * 86_400n, envelope: '0x' as const };
  return await house.create(house.subscriber, 'OFFER', value, { to: house.electricity.address });
}

async function copy(house: House, contractId: Hex, meterIds: readonly Hex[], from: Account = house.electricity) {
  const to = from === house.electricity ? house.subscriber : house.electricity;
  const value = { contractId, subjectHash, meterIds, envelope: '0x' as const };
  return await house.send(from, 'COPY', value, { to: to.address, subject: contractId });
}

async function newMeter(house: House, name: string): Promise<Hex> {
  const setting = { owner: house.subscriber.address, provider: house.electricity.address, deviceId: gateway.id };
  return await registerMeter(house, name, setting);
}

async function replace(house: House, oldMeterId: Hex, newMeterId: Hex): Promise<Hex> {
  return await house.send(house.company, 'METER_REPLACE', { oldMeterId, newMeterId }, { subject: oldMeterId });
}

async function cancel(house: House, contractId: Hex, from: Account): Promise<void> {
  const to = from === house.electricity ? house.subscriber : house.electricity;
  const value = { contractId, effectiveDate: house.now, envelope: '0x' as const };
  await house.send(from, 'CANCEL', value, { to: to.address, subject: contractId });
}

async function covers(house: House, contractId: Hex, meterId: Hex): Promise<boolean> {
  const args = [contractId, meterId] as const;
  return await publicClient.readContract({ ...house.contracts.contractLedger, functionName: 'coversMeter', args });
}

/** keccak256(abi.encode(bytes32[])) */
function hashOf(meterIds: readonly Hex[]): Hex {
  const word = (value: number): string => value.toString(16).padStart(64, '0');
  return keccakOf(`0x${word(32)}${word(meterIds.length)}${meterIds.map((id) => id.slice(2)).join('')}`);
}

describe("A contract's meters", () => {
  it('A5: are refused when they measure something else than the contract is about', async () => {
    const house = await metered();
    const water = await offered(house, RESOURCE.coldWater);
    const parties = [house.electricity, house.subscriber].map(({ address }) => getAddress(address));
    for (const party of [house.electricity, house.subscriber]) {
      const call = copy(house, water, [house.meterId], party);
      await refused(call, house.contracts.meters, 'ContractMeterUnfit', [house.meterId, ...parties]);
    }
  });

  it('are refused when they are unknown, another owner’s or another provider’s', async () => {
    const house = await metered();
    const contractId = await offered(house);
    const foreign = await registerMeter(house, 'water’s', {
      owner: house.subscriber.address,
      provider: house.water.address,
      deviceId: gateway.id,
    });
    for (const meterId of [idOf('unknown'), house.handMeterId, foreign])
      await refused(copy(house, contractId, [meterId]), house.contracts.meters, 'ContractMeterUnfit');
  });

  it('are refused once they were replaced, in an offer and in either copy, and their successors taken', async () => {
    const house = await metered();
    const { meters } = house.contracts;
    const half = await offered(house);
    await copy(house, half, [house.meterId]);
    const next = await newMeter(house, 'next');
    await replace(house, house.meterId, next);
    const told = [house.meterId, next];
    const value = {
      resource: RESOURCE.electricity,
      meterId: house.meterId,
      validUntil: house.now + 86_400n,
      envelope: '0x',
    } as const;
    const offer = house.send(house.subscriber, 'OFFER', value, { to: house.electricity.address });
    await refused(offer, meters, 'ContractMeterReplaced', told);
    await refused(copy(house, await offered(house), [house.meterId]), meters, 'ContractMeterReplaced', told);
    // Whoever signs second signs what stood before the meter was replaced: the contract counts the one that took its place.
    await copy(house, half, [house.meterId], house.subscriber);
    expect(await covers(house, half, next)).to.equal(true);
  });

  it('are refused twice, out of order, and more than 16 of them', async () => {
    const house = await metered();
    const { contractLedger } = house.contracts;
    const contractId = await offered(house);
    const [low, high] = [house.meterId, await newMeter(house, 'second')].sort();
    if (low === undefined || high === undefined) throw new Error('two meters');
    await refused(copy(house, contractId, [low, low]), contractLedger, 'MetersNotRising', [contractId, low]);
    await refused(copy(house, contractId, [high, low]), contractLedger, 'MetersNotRising', [contractId, low]);
    await refused(copy(house, contractId, [ZERO_32, low]), contractLedger, 'MetersNotRising', [contractId, ZERO_32]);
    const many: Hex[] = [];
    for (let n = 0; n <= MAX_METERS; n++) many.push(await newMeter(house, `meter ${n}`));
    many.sort();
    const count = [contractId, BigInt(MAX_METERS + 1)];
    await refused(copy(house, contractId, many), contractLedger, 'MeterCountOutOfRange', count);
    await copy(house, contractId, many.slice(1));
  });

  it('are refused when the first copy names others', async () => {
    const house = await metered();
    const contractId = await offered(house);
    await copy(house, contractId, [house.meterId]);
    const call = copy(house, contractId, [], house.subscriber);
    const hashes = [hashOf([house.meterId]), hashOf([])];
    await refused(call, house.contracts.contractLedger, 'MetersMismatch', [contractId, ...hashes]);
  });

  it('are refused the place of another one while a contract of the same parties counts them alone', async () => {
    const house = await metered();
    const { meters } = house.contracts;
    const next = await newMeter(house, 'next');
    await sign(house, house.electricity, house.subscriber, [house.meterId]);
    const second = await sign(house, house.electricity, house.subscriber, [next]);
    await refused(replace(house, house.meterId, next), meters, 'MeterOfOtherContract', [next, second]);
    // One contract may count both, and a contract with an end counts no more.
    await cancel(house, second, house.electricity);
    await replace(house, house.meterId, next);
  });

  it('take the place of another one of the same contract', async () => {
    const house = await metered();
    const next = await newMeter(house, 'next');
    const contractId = await sign(house, house.electricity, house.subscriber, [house.meterId, next].sort());
    await replace(house, house.meterId, next);
    expect(await covers(house, contractId, next)).to.equal(true);
  });

  it('M4: are refused under two contracts of the same parties at once, until the first one has an end', async () => {
    const house = await metered();
    const { contractLedger } = house.contracts;
    const first = await sign(house, house.electricity, house.subscriber, [house.meterId]);
    const second = await offered(house);
    const args = [house.meterId, first];
    await refused(copy(house, second, [house.meterId]), contractLedger, 'MeterUnderContract', args);
    await cancel(house, first, house.subscriber);
    // The customer's one-sided cancellation does not end it for the supplier, who goes on to bill.
    await refused(copy(house, second, [house.meterId]), contractLedger, 'MeterUnderContract', args);
    await cancel(house, first, house.electricity);
    await copy(house, second, [house.meterId]);
    await copy(house, second, [house.meterId], house.subscriber);
    const latest = { functionName: 'contractOfMeter', args: [house.meterId] } as const;
    expect(await publicClient.readContract({ ...contractLedger, ...latest })).to.equal(second);
    expect(await covers(house, first, house.meterId)).to.equal(true);
  });

  it('M4: are refused under a second contract as successors as well', async () => {
    const house = await metered();
    const first = await sign(house, house.electricity, house.subscriber, [house.meterId]);
    const next = await newMeter(house, 'next');
    await replace(house, house.meterId, next);
    const second = await offered(house);
    const call = copy(house, second, [next]);
    await refused(call, house.contracts.contractLedger, 'MeterUnderContract', [next, first]);
    await cancel(house, first, house.electricity);
    await copy(house, second, [next]);
  });

  it('are free for the next owner, whatever the one before signed', async () => {
    const house = await metered();
    await sign(house, house.electricity, house.subscriber, [house.meterId]);
    await transferMeter(house, transferData(house.meterId, house.neighbour.address, [undefined]));
    const contractId = await sign(house, house.electricity, house.neighbour, [house.meterId]);
    expect(await covers(house, contractId, house.meterId)).to.equal(true);
  });

  it('are those of both copies and the ones that take their places, at most 16 times, and no others', async () => {
    const house = await metered();
    const { contractLedger } = house.contracts;
    const contractId = await offered(house);
    await copy(house, contractId, [house.meterId]);
    expect(await covers(house, contractId, house.meterId)).to.equal(false);
    const signed = copy(house, contractId, [house.meterId], house.subscriber);
    await viem.assertions.emitWithArgs(signed, contractLedger, 'ContractSigned', [
      contractId,
      subjectHash,
      [house.meterId],
    ]);
    expect(await covers(house, contractId, await newMeter(house, 'beside'))).to.equal(false);
    expect(await covers(house, contractId, ZERO_32)).to.equal(false);
    let last = house.meterId;
    for (let back = 0; back <= 17; back++) {
      expect(await covers(house, contractId, last), `after ${back}`).to.equal(back <= 16);
      const next = await newMeter(house, `successor ${back}`);
      await replace(house, last, next);
      last = next;
    }
  });
});
