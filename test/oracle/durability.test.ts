import { expect } from 'chai';
import { join } from 'node:path';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { sampleHouse } from '../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../sandbox/meters/write-spool.ts';
import { waitFor } from '../support/wait-for.ts';
import type { World } from '../support/world.ts';
import { world } from '../support/world.ts';
import { PEOPLE } from '../support/world/actors.ts';
import type { Ledger } from '../support/world/ledger-part.ts';
import { admitMetering } from '../support/world/metering-part.ts';
import { endChild, runChild } from './support/child-program.ts';
import { gatewayOverrides, idOfMeter, oracleOverrides, writeMetersFile } from './support/metering.ts';
import { framesByChannel, openRecorded, recordedReadings } from './support/recorded-frames.ts';

const KILLS = 32;
const SEED = 20_261_122;

/** The same sequence at every run: a failing interleaving can be looked at again. */
function random(): () => number {
  let state = SEED;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('gateway and oracle under kill -9', () => {
  let whole: World;
  let ledger: Ledger;
  before(async () => {
    whole = await world({ ledger: { active: PEOPLE } });
    ({ ledger } = whole);
  });
  after(() => whole[Symbol.asyncDispose]());

  it('lose no frame, double none and keep the order, whenever they die', async () => {
    const house = sampleHouse({ flats: 6, unmetered: [6], threeZone: [3], withoutWater: [] });
    writeMetersFile(join(ledger.folder, 'meters.json'), house.meters);
    const spoolDir = join(ledger.folder, 'spool');
    const chance = random();
    let oracle = runChild('oracle', oracleOverrides(ledger));
    const mqttPort = Number(new URL(String((await oracle.ready)['mqtt'])).port);
    const oracleSettings = oracleOverrides(ledger, { mqttPort });
    const gatewaySettings = gatewayOverrides(ledger, mqttPort, { batchFrames: 25 });
    let gateway = runChild('gateway', gatewaySettings);
    await gateway.ready;

    const collector = `0x${String((await oracle.ready)['address']).slice(2)}` as const;
    await admitMetering(ledger, { collector: collector, meters: house.meters });

    // Two months of frames, so that there is something under way at every kill.
    const september = writeSpool({ house, period: 202609, spoolDir });
    const october = writeSpool({
      house,
      period: 202610,
      spoolDir,
      firstHour: september.nextHour,
      registers: september.registers,
    });
    for (let round = 0; round < KILLS; round++) {
      await new Promise((resolve) => setTimeout(resolve, 50 + chance() * 500));
      const both = round % 5 === 4;
      if (both || round % 2 === 0) await endChild(gateway, 'SIGKILL');
      if (both || round % 2 === 1) await endChild(oracle, 'SIGKILL');
      if (oracle.child.signalCode !== null) oracle = runChild('oracle', oracleSettings);
      if (gateway.child.signalCode !== null) gateway = runChild('gateway', gatewaySettings);
    }
    const channels = house.meters.flatMap((meter) =>
      meter.obis.map((obis) => channelOf(idOfMeter(meter), obisFromText(obis))),
    );
    const expected = 1 + 30 + 31;
    try {
      await waitFor('all frames recorded', async () => {
        const states = await Promise.all(channels.map((channel) => ledger.client.read.channelState(channel)));
        return states.every((state) => state !== undefined && BigInt(state.sequence) === BigInt(expected));
      });
    } finally {
      await endChild(gateway, 'SIGTERM');
      await endChild(oracle, 'SIGTERM');
    }
    expect(gateway.child.exitCode).to.equal(0);
    expect(oracle.child.exitCode).to.equal(0);

    const recorded = await recordedReadings(ledger);
    const byChannel = framesByChannel(recorded.frames);
    expect([...byChannel.keys()].sort()).to.deep.equal([...channels].sort());
    for (const meter of house.meters) {
      for (const [index, obis] of meter.obis.entries()) {
        const frames = byChannel.get(channelOf(idOfMeter(meter), obisFromText(obis))) ?? [];
        expect(frames).to.have.length(expected);
        const last = frames.at(-1);
        if (last === undefined) throw new Error('no frame');
        const opened = await openRecorded({
          network: ledger.network,
          keys: recorded.keys,
          account: ledger.company,
          meterId: idOfMeter(meter),
          frame: last,
        });
        expect(opened.value).to.equal(october.registers.get(meter.name)?.[index]);
      }
    }
  });
});
