import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { world } from '../../support/world.ts';
import { PEOPLE } from '../../support/world/actors.ts';
import { admitCollector, type Metering } from '../../support/world/metering-part.ts';
import { idOfMeter, registerDevice, registerMeter } from '../../oracle/support/metering.ts';
import { framesByChannel, recordedReadings } from '../../oracle/support/recorded-frames.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { World } from '../../support/world.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';

const HOUSE = sampleHouse({ flats: 2, unmetered: [], threeZone: [], withoutWater: [] });
/** The opening of the month and its days. */
const FRAMES = 1 + 31;

describe('the collector recovers', () => {
  let whole: World;
  let ledger: Ledger;
  let metering: Metering;

  afterEach(() => whole[Symbol.asyncDispose]());

  /** Gateway and a collector that stores, and cannot relay before the company registers it. */
  const start = async (collector: Record<string, unknown> = {}): Promise<void> => {
    whole = await world({
      ledger: { active: PEOPLE },
      metering: { meters: HOUSE.meters, collector, gateway: { batchFrames: 8 } },
    });
    ({ ledger, metering } = whole);
    const deviceId = await registerDevice(ledger, join(ledger.folder, 'gateway'));
    for (const meter of HOUSE.meters) await registerMeter(ledger, meter, deviceId);
    writeSpool({ house: HOUSE, period: 202610, spoolDir: join(ledger.folder, 'spool') });
  };
  const register = (): Promise<void> => admitCollector(ledger, metering.oracle.address);
  const pending = async (): Promise<number> => {
    const text = await (await fetch(`${metering.oracle.url}/metrics`)).text();
    return Number(/domledger_oracle_frames\{state="pending"\} (\d+)/.exec(text)?.[1] ?? 0);
  };
  const channels = (): Hex[] =>
    HOUSE.meters.flatMap((meter) => meter.obis.map((obis) => channelOf(idOfMeter(meter), obisFromText(obis))));
  const allRecorded = async (): Promise<void> => {
    await waitFor('all frames recorded', async () => {
      const states = await Promise.all(channels().map((channel) => ledger.client.read.channelState(channel)));
      return states.every((state) => Number(state?.sequence ?? 0) === FRAMES);
    });
    const { frames } = await recordedReadings(ledger);
    expect([...framesByChannel(frames).values()].map(({ length }) => length)).to.deep.equal(
      channels().map(() => FRAMES),
    );
    // A gap flag may say that a frame of a month ago comes late, but no number is left out.
    for (const chain of framesByChannel(frames).values())
      expect(chain.map(({ sequence }) => Number(sequence))).to.deep.equal(chain.map((_, index) => index + 1));
  };

  it('what its lost inbox had taken and the ledger had not: gateways send it again', async () => {
    await start();
    await waitFor('frames stored', async () => (await pending()) > 3 * channels().length);
    await metering.stopOracle();
    const data = join(ledger.folder, 'oracle');
    for (const file of readdirSync(data).filter((name) => name.startsWith('inbox'))) rmSync(join(data, file));
    await metering.startOracle();
    await register();
    await allRecorded();
  });

  it('by itself from an inbox that is full because the ledger takes nothing', async () => {
    await start({ inboxBytes: 275_000, keepRecorded: '1h' });
    const red = await waitFor('health is red', async () => {
      const response = await fetch(`${metering.oracle.url}/health`);
      return response.status === 503 && response.text();
    });
    expect(red).to.match(/bytes in use/);
    expect(await (await fetch(`${metering.oracle.url}/metrics`)).text()).to.match(/domledger_oracle_storage_full 1/);
    expect(await pending()).to.be.lessThan(FRAMES * channels().length);
    await register();
    await allRecorded();
    await waitFor('health is green', async () => (await fetch(`${metering.oracle.url}/health`)).status === 200);
  });
});
