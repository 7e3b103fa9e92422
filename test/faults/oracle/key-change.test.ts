import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { readPages, type RecordedBlock } from '../../../core/chain/follow.ts';
import { rotateAccountKey } from '../../../core/chain/keys/rotate-account-key.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { openProgramAccount } from '../../../core/runtime/program-account.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { recordsOfUrl } from '../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../../sealer/support/chains.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { World } from '../../support/world.ts';
import { world } from '../../support/world.ts';
import { PEOPLE } from '../../support/world/actors.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';
import { admitMetering } from '../../support/world/metering-part.ts';
import { endChild, runChild, type RunningChild } from '../../oracle/support/child-program.ts';
import { gatewayOverrides, idOfMeter, oracleOverrides, writeMetersFile } from '../../oracle/support/metering.ts';
import { framesByChannel, recordedReadings } from '../../oracle/support/recorded-frames.ts';

/** When the collector dies: milliseconds after the change of its key was begun. The last one is behind it. */
const KILLED_AFTER = [0, 90, 400];

describe('a collector that is killed around the change of its key', function () {
  // Programs start slowly on a machine with much else to do, and here five times.
  this.timeout(600_000);
  let whole: World;
  let ledger: Ledger;
  const running: RunningChild[] = [];
  before(async () => {
    whole = await world({ ledger: { active: PEOPLE } });
    ({ ledger } = whole);
  });
  after(async () => {
    for (const child of running) await endChild(child, 'SIGKILL');
    await whole[Symbol.asyncDispose]();
  });
  const start = (program: 'oracle' | 'gateway', settings: object): RunningChild => {
    const child = runChild(program, settings);
    running.push(child);
    return child;
  };

  it('sends each frame once, under the key of its time, and leaves a history that verifies', async () => {
    const house = sampleHouse({ flats: 2, unmetered: [2], threeZone: [], withoutWater: [] });
    writeMetersFile(join(ledger.folder, 'meters.json'), house.meters);
    const spoolDir = join(ledger.folder, 'spool');
    let oracle = start('oracle', oracleOverrides(ledger));
    const ready = await oracle.ready;
    const mqttPort = Number(new URL(String(ready['mqtt'])).port);
    const gateway = start('gateway', gatewayOverrides(ledger, mqttPort, { batchFrames: 10 }));
    await gateway.ready;
    const collector: Hex = `0x${String(ready['address']).slice(2)}`;
    await admitMetering(ledger, { collector, meters: house.meters });
    const september = writeSpool({ house, period: 202609, spoolDir });

    const channels = house.meters.flatMap((meter) =>
      meter.obis.map((obis) => channelOf(idOfMeter(meter), obisFromText(obis))),
    );
    const recordedUpTo = (sequence: bigint) =>
      waitFor('frames are recorded', async () => {
        // The ledger answers beside its work: asked without a break it comes to nothing else.
        await delay(1_000);
        const states = await Promise.all(channels.map((channel) => ledger.client.read.channelState(channel)));
        return states.every((state) => state !== undefined && BigInt(state.sequence) >= sequence);
      });
    await recordedUpTo(1n);
    const files = {
      file: join(ledger.folder, 'oracle', 'keystore.json'),
      passwordFile: join(ledger.folder, 'oracle', 'keystore.password'),
    };
    const keys: Hex[] = [collector];
    for (const [n, ms] of KILLED_AFTER.entries()) {
      const { client } = ledger;
      const { nextHour: firstHour, registers } = september;
      if (n === 1) writeSpool({ house, period: 202610, spoolDir, firstHour, registers });
      const changed = openProgramAccount(files).then((account) =>
        rotateAccountKey({ client, account, waitMs: 60_000 }),
      );
      await delay(ms);
      await endChild(oracle, 'SIGKILL');
      oracle = start('oracle', oracleOverrides(ledger, { mqttPort }));
      await oracle.ready;
      keys.push((await changed).key);
    }
    await recordedUpTo(62n);
    for (const child of [gateway, oracle]) await endChild(child, 'SIGTERM');

    const byChannel = framesByChannel((await recordedReadings(ledger)).frames);
    for (const channel of channels) expect(byChannel.get(channel)).to.have.length(62);
    const own: RecordedBlock[] = [];
    for await (const { blocks } of readPages(ledger.client, 0n, await ledger.client.head()))
      own.push(...blocks.filter(({ block }) => block.from === collector));
    let current = 0;
    for (const { block, digest, signature } of own) {
      expect(recoverAddress(digest, signature)).to.equal(keys[current]);
      if (block.kind === KIND.KEY_ROTATE) current += 1;
    }
    expect(current).to.equal(KILLED_AFTER.length);
    const readings = own.filter(({ block }) => block.kind === KIND.READINGS);
    expect(new Set(readings.map(({ digest, signature }) => recoverAddress(digest, signature))).size).to.be.at.least(2);
    const { network } = ledger;
    const records = recordsOfUrl(ledger.url, new AbortController().signal);
    expect(await verifyChain({ network, records, engine: await startEngine() })).to.have.property('ok', true);
  });
});
