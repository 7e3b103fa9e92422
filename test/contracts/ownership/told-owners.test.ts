import { expect } from 'chai';
import { concat, keccak256 } from 'viem';

import { actHashOf } from '../../../core/domain/ownership/both-hands.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { internalBlockDigest } from '../../../core/domain/ledger/internal-block.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { DOMAIN } from '../../support/domain.ts';
import { keccakOf } from '../support/accounts.ts';
import { transferData } from '../support/handover.ts';
import { publicClient, type House } from '../support/house.ts';
import { makeDevice, meterData, registerDevice } from '../support/metering.ts';
import { metered } from '../support/metered-house.ts';

type Told = Record<'subscriber' | 'neighbour' | 'company', Hex>;

/** The heads of three accounts at `Meters`. */
async function headsOf(house: House): Promise<Told> {
  const { address, abi } = house.contracts.meters;
  const read = (account: Account): Promise<Hex> =>
    publicClient.readContract({ address, abi, functionName: 'headOf', args: [account.address] });
  const [subscriber, neighbour, company] = await Promise.all(
    [house.subscriber, house.neighbour, house.company].map(read),
  );
  return { subscriber: subscriber ?? ZERO_32, neighbour: neighbour ?? ZERO_32, company: company ?? ZERO_32 };
}

/** Says it to nobody, and sees whose head counts it: those named, and nobody else's. */
async function tells<K extends DataKind>(
  house: House,
  from: Account,
  kind: K,
  data: BlockData[K],
  whom: readonly (keyof Told)[],
  subject: Hex = ZERO_32,
): Promise<void> {
  const before = await headsOf(house);
  const signed = house.sign(from, KIND[kind], encodeData(kind, data), { subject, ledger: 'meters' });
  const digest = internalBlockDigest(DOMAIN, signed.ledger, signed.block);
  await house.carry(signed);
  const expected = { ...before };
  for (const name of whom) expected[name] = keccak256(concat([before[name], digest]));
  expect(await headsOf(house), kind).to.deep.equal(expected);
}

/** The ACT_WITHDRAW of an act. */
function withdrawing<K extends 'METER_TRANSFER' | 'METER_REGISTER'>(kind: K, data: BlockData[K]): { actHash: Hex } {
  return { actHash: actHashOf({ kind: KIND[kind], dataHash: keccakOf(encodeData(kind, data)) }) };
}

describe('The heads of accounts at Meters (H6)', () => {
  it('count for its owner a meter’s registration, verification and replacement, whoever is told', async () => {
    const house = await metered();
    const { company, subscriber, electricity } = house;
    const device = makeDevice('another gateway');
    await registerDevice(house, device);
    const fresh = meterData(house, 'fresh', {
      owner: subscriber.address,
      provider: electricity.address,
      deviceId: device.id,
    });
    await tells(house, company, 'METER_REGISTER', fresh, ['subscriber']);
    const { meterId } = fresh;
    await tells(house, company, 'METER_VERIFY', { meterId, verifiedUntil: 2_000_000_000n }, ['subscriber'], meterId);
    const replacement = { oldMeterId: house.meterId, newMeterId: meterId };
    await tells(house, company, 'METER_REPLACE', replacement, ['subscriber'], house.meterId);
    await tells(house, company, 'DEVICE_REVOKE', { deviceId: device.id }, []);
  });

  it('count a registration by two hands once it is one', async () => {
    const house = await metered();
    const device = makeDevice('meter that signs');
    await registerDevice(house, device, TRUST.meterSigned);
    const parties = { owner: house.subscriber.address, provider: house.electricity.address, deviceId: device.id };
    const data = meterData(house, 'signs', parties);
    const withdrawal = withdrawing('METER_REGISTER', data);
    await tells(house, house.company, 'METER_REGISTER', data, []);
    await tells(house, house.portal, 'ACT_WITHDRAW', withdrawal, []);
    await tells(house, house.company, 'METER_REGISTER', data, []);
    await tells(house, house.portal, 'METER_REGISTER', data, ['subscriber']);
  });

  it('count each hand of a handover, and its withdrawal, for the present owner and the next one', async () => {
    const house = await metered();
    const { company, portal, meterId } = house;
    const both = ['subscriber', 'neighbour'] as const;
    const data = transferData(meterId, house.neighbour.address, [undefined]);
    const withdrawal = withdrawing('METER_TRANSFER', data);
    await tells(house, company, 'METER_TRANSFER', data, both, meterId);
    await tells(house, portal, 'ACT_WITHDRAW', withdrawal, both);
    await tells(house, portal, 'METER_TRANSFER', data, both, meterId);
    await tells(house, company, 'METER_TRANSFER', data, both, meterId);
    const back = transferData(meterId, company.address, [undefined], true);
    for (const from of [company, portal])
      await tells(house, from, 'METER_TRANSFER', back, ['neighbour', 'company'], meterId);
    const right = transferData(meterId, company.address, [undefined]);
    for (const from of [company, portal]) await tells(house, from, 'METER_TRANSFER', right, ['company'], meterId);
  });
});
