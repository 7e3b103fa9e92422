import { join } from 'node:path';
import { expect } from 'chai';
import { readPages, type RecordedBlock } from '../../core/chain/follow.ts';
import { rotateAccountKey } from '../../core/chain/keys/rotate-account-key.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { recoverAddress } from '../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { openProgramAccount } from '../../core/runtime/program-account.ts';
import { sampleHouse } from '../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../sandbox/meters/write-spool.ts';
import { recordsOfUrl } from '../../sealer/verify/read-records.ts';
import { verifyChain } from '../../sealer/verify/verify-chain.ts';
import { startEngine } from '../sealer/support/chains.ts';
import { waitFor } from '../support/wait-for.ts';
import type { World } from '../support/world.ts';
import { world } from '../support/world.ts';
import { PEOPLE } from '../support/world/actors.ts';
import type { Ledger } from '../support/world/ledger-part.ts';
import { admitMetering } from '../support/world/metering-part.ts';
import { endChild, runChild, type RunningChild } from './support/child-program.ts';
import { gatewayOverrides, idOfMeter, oracleOverrides, writeMetersFile } from './support/metering.ts';
import { framesByChannel, recordedReadings } from './support/recorded-frames.ts';

/** When the collector dies: milliseconds after the change of its key was begun. The last one is behind it. */
const KILLED_AFTER = [0, 40, 120, 400];

describe('a collector that is killed around the change of its key', () => {
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
    const gateway = start('gateway', gatewayOverrides(ledger, mqttPort, { batchFrames: 4 }));
    await gateway.ready;
    const collector: Hex = `0x${String(ready['address']).slice(2)}`;
    await admitMetering(ledger, { collector, meters: house.meters });
    writeSpool({ house, period: 202610, spoolDir });

    const files = {
      file: join(ledger.folder, 'oracle', 'keystore.json'),
      passwordFile: join(ledger.folder, 'oracle', 'keystore.password'),
    };
    const keys: Hex[] = [collector];
    for (const ms of KILLED_AFTER) {
      const { client } = ledger;
      const changed = openProgramAccount(files).then((account) =>
        rotateAccountKey({ client, account, waitMs: 60_000 }),
      );
      await new Promise((resolve) => setTimeout(resolve, ms));
      await endChild(oracle, 'SIGKILL');
      oracle = start('oracle', oracleOverrides(ledger, { mqttPort }));
      await oracle.ready;
      keys.push((await changed).key);
    }
    const channels = house.meters.flatMap((meter) =>
      meter.obis.map((obis) => channelOf(idOfMeter(meter), obisFromText(obis))),
    );
    const expected = 1 + 31;
    await waitFor('all frames are recorded', async () => {
      const states = await Promise.all(channels.map((channel) => ledger.client.read.channelState(channel)));
      return states.every((state) => state !== undefined && BigInt(state.sequence) === BigInt(expected));
    });
    for (const child of [gateway, oracle]) await endChild(child, 'SIGTERM');

    const byChannel = framesByChannel((await recordedReadings(ledger)).frames);
    for (const channel of channels) expect(byChannel.get(channel)).to.have.length(expected);
    const own: RecordedBlock[] = [];
    for await (const { blocks } of readPages(ledger.client, 0n, await ledger.client.head()))
      own.push(...blocks.filter(({ block }) => block.from === collector));
    let current = 0;
    for (const { block, digest, signature } of own) {
      expect(recoverAddress(digest, signature)).to.equal(keys[current]);
      if (block.kind === KIND.KEY_ROTATE) current += 1;
    }
    expect(current).to.equal(KILLED_AFTER.length);
    expect(own.filter(({ block }) => block.kind === KIND.READINGS)).to.not.be.empty;
    const { network } = ledger;
    const records = recordsOfUrl(ledger.url, new AbortController().signal);
    expect(await verifyChain({ network, records, engine: await startEngine() })).to.have.property('ok', true);
  });
});
