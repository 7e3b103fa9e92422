import { expect } from 'chai';
import { encodeFunctionData } from 'viem';

import { readingLedgerAbi } from '../../core/chain/generated/ReadingLedger.ts';
import { KIND } from '../../core/domain/kinds.ts';
import { encodeReadings } from '../../core/domain/readings-data.ts';
import { livedInHouse, publicClient } from './support/house.ts';
import { makeDevice, makeRegister, registerDevice, registerMeter, signBatch } from './support/metering.ts';

describe('gas', function () {
  this.timeout(120_000);
  it('frames', async () => {
    const house = await livedInHouse();
    const device = makeDevice('gateway');
    await registerDevice(house, device);
    const registers = [];
    for (let i = 0; i < 200; i++) {
      const meterId = await registerMeter(house, `meter ${i}`, {
        owner: house.subscriber.address,
        provider: house.electricity.address,
        deviceId: device.id,
      });
      registers.push(makeRegister(house, device, meterId));
    }
    for (let round = 0; round < 2; round++) {
      const frames = registers.map((register) => register.read(1000n * BigInt(round) + 5n));
      const signed = house.sign(house.collector, KIND.READINGS, encodeReadings([signBatch(device, frames)]));
      const hash = await house.carry(signed);
      const receipt = await publicClient.getTransactionReceipt({ hash });
      const calldata = encodeFunctionData({
        abi: readingLedgerAbi,
        functionName: 'submit',
        args: [signed.block, signed.signature, signed.data],
      });
      console.log(round, receipt.gasUsed, Number(receipt.gasUsed) / 200, (calldata.length - 2) / 2 / 200);
      expect(receipt.status).to.equal('success');
    }
  });
});
