import { readFile, writeFile } from 'node:fs/promises';

import { expect } from 'chai';
import hre from 'hardhat';

import { mod } from '../../core/domain/crypto/commitment.ts';
import { encodeData, encodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { FLAG, KIND, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { encodeReadings } from '../../core/domain/reading/readings-data.ts';
import { gasFor } from '../../core/domain/ledger/block-gas.ts';
import { WRAPS_MAX } from '../../core/domain/limits.ts';
import { biller, invoiceData, lineOf, sign, upkeep } from './support/billing.ts';
import { entry, named, next, saidFor } from './support/lost-key.ts';
import { livedInHouse, networkHelpers, publicClient, type House } from './support/house.ts';
import {
  makeDevice,
  makeRegister,
  registerDevice,
  registerMeter,
  sendFrames,
  signBatch,
  type FrameOptions,
  type Register,
} from './support/metering.ts';

const FRAMES = 200;
const FRAME_GAS_LIMIT = 9_500;
const FRAME_BYTES_LIMIT = 105;
/** Of a frame whose register the ledger keeps: a channel's first, and a period's close. */
const KEPT_FRAME_GAS_LIMIT = 35_000;
const DAY_PACKET_GAS_LIMIT = 12_500;
const DAY_PACKET_BYTES_LIMIT = 165;
/** The registers of a day. */
const HOURS = Array.from({ length: 24 }, (_, hour) => 1000n + BigInt(hour * 26));
/** Clocks and keys move a few zero bytes in calldata about; anything above is a change of the contracts. */
const TOLERANCE = 0.01;
const record = new URL('../../gas.json', import.meta.url);

async function gasOf(hash: Hex): Promise<number> {
  return Number((await publicClient.getTransactionReceipt({ hash })).gasUsed);
}

/** A house with 200 electricity meters behind one gateway. */
async function apartmentHouse() {
  const house = await livedInHouse();
  const device = makeDevice('gateway');
  await registerDevice(house, device);
  const meterIds: Hex[] = [];
  for (let i = 0; i < FRAMES; i++) {
    const setting = { owner: house.subscriber.address, provider: house.electricity.address, deviceId: device.id };
    meterIds.push(await registerMeter(house, `meter ${i}`, setting));
  }
  const registers = meterIds.map((meterId) => makeRegister(house, device, meterId));
  return { house, device, meterIds, registers };
}

async function readAll(
  house: House,
  device: ReturnType<typeof makeDevice>,
  registers: readonly Register[],
  mantissa: bigint,
  options: FrameOptions = {},
) {
  const frames = registers.map((register) => register.read(mantissa, options));
  const signed = house.sign(house.collector, KIND.READINGS, encodeReadings([signBatch(device, frames)]));
  const gas = await gasOf(await house.carry(signed));
  return {
    gas: Math.ceil(gas / registers.length),
    bytes: Math.ceil((encodeSubmit(signed).length - 2) / 2 / registers.length),
  };
}

/** The registers behind both rounds, whose frames follow from the same keys. */
function readAgain(house: House, device: ReturnType<typeof makeDevice>, meterIds: readonly Hex[]): Register[] {
  return meterIds.map((meterId) => {
    const register = makeRegister(house, device, meterId);
    register.read(1000n);
    register.read(1500n);
    return register;
  });
}

/** The second copy of a contract over as many meters as one may have: it binds them. */
async function bindAll(house: House, meterIds: readonly Hex[]): Promise<number> {
  const { subscriber, electricity } = house;
  const validUntil = house.now + 86_400n;
  const offer = { resource: RESOURCE.electricity, meterId: ZERO_32, validUntil, envelope: '0x' as const };
  const contractId = await house.create(subscriber, 'OFFER', offer, { to: electricity.address });
  const meters = [...meterIds].sort();
  // The envelope of terms about 16 meters, for two.
  const envelope: Hex = `0x${'11'.repeat(428 + 2_048)}`;
  const copy = { contractId, subjectHash: contractId, meterIds: meters, envelope };
  await house.send(subscriber, 'COPY', copy, { to: electricity.address, subject: contractId });
  const gas = await gasOf(await house.send(electricity, 'COPY', copy, { to: subscriber.address, subject: contractId }));
  expect(BigInt(gas) < gasFor(encodeData('COPY', copy).length / 2)).to.equal(true);
  return gas;
}

/** As many keys as one block may wrap again, for an account whose key is lost since a week. */
async function wrapAll(house: House): Promise<number> {
  const { subscriber, electricity } = house;
  await networkHelpers.time.increaseTo(await named(house, subscriber));
  const data = saidFor(next, { keys: Array.from({ length: WRAPS_MAX }, (_, n) => entry(n)), closed: [] });
  const gas = await gasOf(await house.send(electricity, 'WRAP_AGAIN', data, { to: subscriber.address }));
  expect(BigInt(gas) < gasFor(encodeData('WRAP_AGAIN', data).length / 2)).to.equal(true);
  return gas;
}

async function measure(): Promise<Record<string, number>> {
  const { house, device, meterIds, registers } = await apartmentHouse();
  const first = await readAll(house, device, registers, 1000n);
  const steady = await readAll(house, device, registers, 1500n);
  const before = await networkHelpers.takeSnapshot();
  const day = await readAll(house, device, readAgain(house, device, meterIds), 1600n, { hours: HOURS });
  await before.restore();
  const closing = { flags: FLAG.periodClose };
  const close = await readAll(house, device, readAgain(house, device, meterIds), 1600n, closing);
  await before.restore();

  const rate = { resource: RESOURCE.electricity, zone: 0, mantissa: 55n, exponent: -3, validFrom: 1n };
  const tariff = await gasOf(await house.send(house.electricity, 'RATE', rate));
  // The frames of both rounds above, made again from the same keys; only the closing ones are new.
  const three = Array.from({ length: 3 }, (_, i) => {
    const register = makeRegister(house, device, meterIds[i] ?? '0x');
    return [register.read(1000n), register.read(1500n), register.read(2000n, { flags: FLAG.periodClose })] as const;
  });
  await sendFrames(
    house,
    device,
    three.map(([, , close]) => close),
  );
  const contractId = await sign(house, house.electricity, house.subscriber, meterIds.slice(0, 3));
  const bill = biller(house, house.electricity, house.subscriber, 'billingLedger');
  const metered = three.map(([open, , close], i) => lineOf(meterIds[i] ?? '0x', open, close));
  const invoice = await gasOf(await bill.issue(invoiceData(contractId, { metered })));

  const plain = invoiceData(contractId, { series: 1 });
  const upkeepInvoice = await gasOf(await bill.issue(plain));
  const paymentId = await bill.pay(bill.idFor(plain), { value: upkeep.value, blinding: 3n }, 'order');
  const paymentGas = Number((await publicClient.getBlock({ includeTransactions: false })).gasUsed);
  const receipt = await gasOf(await bill.receipt(bill.idFor(plain), paymentId, mod(upkeep.blinding - 3n)));
  return {
    frame_gas: steady.gas,
    frame_calldata_bytes: steady.bytes,
    first_frame_gas: first.gas,
    closing_frame_gas: close.gas,
    day_packet_gas: day.gas,
    day_packet_calldata_bytes: day.bytes,
    rate_gas: tariff,
    copy_of_16_meters_gas: await bindAll(house, meterIds.slice(3, 19)),
    invoice_3_metered_lines_gas: invoice,
    invoice_1_declared_line_gas: upkeepInvoice,
    payment_gas: paymentGas,
    settling_receipt_gas: receipt,
    wrap_again_of_64_keys_gas: await wrapAll(house),
  };
}

describe('Gas', function () {
  before(function () {
    // Instrumented code costs more and says nothing.
    if (hre.globalOptions.coverage) this.skip();
  });

  it('of frames stays within its limits, and of all steps as gas.json says (GAS_WRITE=1 writes it anew)', async () => {
    const measured = await measure();
    expect(measured['frame_gas']).to.be.at.most(FRAME_GAS_LIMIT);
    expect(measured['frame_calldata_bytes']).to.be.at.most(FRAME_BYTES_LIMIT);
    expect(measured['first_frame_gas']).to.be.at.most(KEPT_FRAME_GAS_LIMIT);
    expect(measured['closing_frame_gas']).to.be.at.most(KEPT_FRAME_GAS_LIMIT);
    expect(measured['day_packet_gas']).to.be.at.most(DAY_PACKET_GAS_LIMIT);
    expect(measured['day_packet_calldata_bytes']).to.be.at.most(DAY_PACKET_BYTES_LIMIT);
    if (process.env['GAS_WRITE'] === '1') await writeFile(record, `${JSON.stringify(measured, null, 2)}\n`);
    const expected: Record<string, number> = JSON.parse(await readFile(record, 'utf8'));
    expect(measured).to.have.all.keys(expected);
    for (const [step, gas] of Object.entries(expected)) {
      expect(measured[step], step).to.be.closeTo(gas, gas * TOLERANCE);
    }
  });
});
