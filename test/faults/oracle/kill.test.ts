import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import {
  GATEWAY,
  gatewayOverrides,
  idOfMeter,
  oracleOverrides,
  writeMetersFile,
} from '../../oracle/support/metering.ts';
import type { Mosquitto } from '../../oracle/support/mosquitto.ts';
import { mosquittoMissing, startMosquitto } from '../../oracle/support/mosquitto.ts';
import { framesByChannel, openRecorded, recordedReadings } from '../../oracle/support/recorded-frames.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import { PEOPLE } from '../../support/world/actors.ts';
import type { StartSealer } from '../../support/world/ledger-part.ts';
import { admitMetering } from '../../support/world/metering-part.ts';
import { rollDice } from '../chain/support/seed.ts';
import type { Order, ProgramPool, Running } from './support/program-pool.ts';
import { startProgramPool } from './support/program-pool.ts';
import { shareOf } from '../support/share.ts';

const KILLS = shareOf(200);
/** How often each is hit; the sealer takes longest to come back. */
const WEIGHTS = { gateway: 7, oracle: 7, broker: 4, sealer: 2 } as const;
const TARGETS = (['gateway', 'oracle', 'broker', 'sealer'] as const).flatMap((name) =>
  new Array<typeof name>(WEIGHTS[name]).fill(name),
);

describe('kill -9 of gateway, broker, collector and sealer', function () {
  // Two hundred kills under load, each with a start behind it, and then the backlog of them all.
  this.timeout(1_200_000);
  const resources = new AsyncDisposableStack();
  let folder: string;
  let pool: ProgramPool;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-kills-'));
    resources.defer(() => rmSync(folder, { recursive: true, force: true }));
    pool = resources.use(startProgramPool(folder));
  });
  after(() => resources.disposeAsync());

  it(`at ${KILLS} instants and commits under load loses no frame, doubles none and keeps the order`, async function () {
    const missing = mosquittoMissing();
    if (missing !== undefined) {
      console.log(`      skipped: kill -9 of gateway, broker, collector and sealer: ${missing}`);
      this.skip();
    }
    const dice = rollDice('oracle');
    const mosquitto: Mosquitto = resources.use(await startMosquitto(folder));
    const [sealerPort] = await freePorts(1);
    let sealerOrder: Order | undefined;
    let sealer: Running | undefined;
    const start: StartSealer = async (overrides) => {
      sealerOrder = { program: 'sealer', settings: { ...overrides, port: sealerPort } };
      const started = pool.run(sealerOrder);
      sealer = started;
      const ready = await started.ready;
      return { url: String(ready?.['url']), [Symbol.asyncDispose]: async () => sealer?.end('SIGTERM') };
    };
    const { ledger } = resources.use(await world({ ledger: { active: PEOPLE, start } }));
    if (sealerOrder === undefined || sealer === undefined) throw new Error('no sealer');

    const house = sampleHouse({ flats: 2, unmetered: [], threeZone: [2], withoutWater: [] });
    writeMetersFile(join(ledger.folder, 'meters.json'), house.meters);
    const oracleOrder: Order = {
      program: 'oracle',
      settings: oracleOverrides(ledger, {
        mqttUrl: mosquitto.collectorsUrl,
        ...mosquitto.certificate('collector', 'collector'),
        httpPort: 0,
      }),
    };
    const gatewayOrder: Order = {
      program: 'gateway',
      settings: gatewayOverrides(ledger, 0, {
        mqttUrl: mosquitto.gatewaysUrl,
        ...mosquitto.certificate('gateway', GATEWAY),
        cadence: 'each',
        batchFrames: 20,
      }),
    };
    const programs = {
      sealer: { order: sealerOrder, running: sealer },
      oracle: { order: oracleOrder, running: pool.run(oracleOrder) },
      gateway: { order: gatewayOrder, running: pool.run(gatewayOrder) },
    };
    const collector = `0x${String((await programs.oracle.running.ready)?.['address']).slice(2)}` as const;
    await programs.gateway.running.ready;
    await admitMetering(ledger, { collector: collector, meters: house.meters });

    // A day of telegrams now and then, so that there is something under way at every kill.
    const waiting = join(ledger.folder, 'waiting');
    const spoolDir = join(ledger.folder, 'spool');
    mkdirSync(spoolDir, { recursive: true });
    const written = writeSpool({ house, period: 202610, spoolDir: waiting });
    const days = readdirSync(waiting).sort();
    const told = { gateway: 0, oracle: 0, broker: 0, sealer: 0, atCommit: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      while (days.length > (1 - kill / KILLS) * written.files) {
        const day = days.shift();
        if (day !== undefined) renameSync(join(waiting, day), join(spoolDir, day));
      }
      const target = dice.pick(TARGETS);
      told[target] += 1;
      if (target === 'broker') {
        await new Promise((resolve) => setTimeout(resolve, dice.int(20, 500)));
        await mosquitto.kill();
        await mosquitto.start();
        continue;
      }
      const program = programs[target];
      if (target !== 'sealer' && dice.next() < 0.4) {
        // It falls by itself at one of its next commits, having been started for that.
        told.atCommit += 1;
        await program.running.end('SIGKILL');
        const fall = { commit: dice.int(1, 25), how: dice.pick(['before', 'after'] as const) };
        program.running = pool.run({ ...program.order, fall });
        await Promise.race([program.running.fell, new Promise((resolve) => setTimeout(resolve, 1_500))]);
      } else {
        await new Promise((resolve) => setTimeout(resolve, dice.int(20, 700)));
      }
      await program.running.end('SIGKILL');
      if (program.running.failed) throw new Error(`the ${target} ended by itself`);
      program.running = pool.run(program.order);
      sealer = programs.sealer.running;
      if ((kill + 1) % 40 === 0) console.log(`      ${kill + 1} kills: ${JSON.stringify(told)}`);
    }
    for (const day of days.splice(0)) renameSync(join(waiting, day), join(spoolDir, day));

    const telegrams = new Map<string, number>();
    for (const day of readdirSync(spoolDir)) {
      for (const line of readFileSync(join(spoolDir, day), 'utf8').trim().split('\n')) {
        const { meter } = JSON.parse(line) as { meter: string };
        telegrams.set(meter, (telegrams.get(meter) ?? 0) + 1);
      }
    }
    const channels = house.meters.flatMap((meter) =>
      meter.obis.map((obis, index) => ({ meter, index, channel: channelOf(idOfMeter(meter), obisFromText(obis)) })),
    );
    let standing = '';
    await waitFor('all frames recorded', async () => {
      const left: string[] = [];
      for (const { meter, channel } of channels) {
        const state = await ledger.client.read.channelState(channel).catch(() => undefined);
        if (Number(state?.sequence ?? 0) !== telegrams.get(meter.name)) left.push(`${meter.name} ${state?.sequence}`);
      }
      standing = left.join(', ');
      return left.length === 0;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${standing} of ${JSON.stringify([...telegrams])}`);
    });
    await programs.gateway.running.end('SIGTERM');
    await programs.oracle.running.end('SIGTERM');
    expect([programs.gateway.running.failed, programs.oracle.running.failed]).to.deep.equal([false, false]);

    const recorded = await recordedReadings(ledger);
    const byChannel = framesByChannel(recorded.frames);
    console.log(`      ${recorded.frames.length} frames in ${recorded.blocks.length} blocks, ${JSON.stringify(told)}`);
    for (const { meter, index, channel } of channels) {
      const frames = byChannel.get(channel) ?? [];
      expect(frames.length).to.equal(telegrams.get(meter.name));
      // A gap flag may say that a frame of a month ago comes late, but no number is left out.
      expect(frames.map(({ sequence }) => Number(sequence))).to.deep.equal(frames.map((_, index) => index + 1));
      const last = frames.at(-1);
      if (last === undefined) throw new Error('no frame');
      const opened = await openRecorded({
        network: ledger.network,
        keys: recorded.keys,
        account: ledger.company,
        meterId: idOfMeter(meter),
        frame: last,
      });
      expect(opened.value).to.equal(written.registers.get(meter.name)?.[index]);
    }
  });
});
