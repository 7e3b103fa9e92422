import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { toHex } from '../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { FLAG } from '../../core/domain/ledger/kinds.ts';
import { sampleHouse } from '../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../sandbox/meters/write-spool.ts';
import { world } from '../support/world.ts';
import { PEOPLE } from '../support/world/actors.ts';
import { idOfMeter, registerMeter } from './support/metering.ts';
import { recordedReadings } from './support/recorded-frames.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { RecordedFrame } from './support/recorded-frames.ts';
import type { SimulatedMeter } from '../../sandbox/meters/sample-house.ts';

/** 2026-10-01 00:00 in Moscow. */
const START = 1_790_802_000;

describe('a meter that is replaced in a running house', () => {
  it('ends on the ledger with its last reading, and the new one begins with its first', async () => {
    const [old] = sampleHouse({ flats: 1, unmetered: [] }).meters;
    if (old === undefined) throw new Error('no meter');
    const fresh: SimulatedMeter = {
      ...old,
      name: 'new-electricity',
      header: { ...old.header, id: '10009999' },
      start: [17n],
    };
    const channel = (meter: SimulatedMeter): Hex => channelOf(idOfMeter(meter), obisFromText(meter.obis[0] ?? ''));
    await using whole = await world({ ledger: { active: PEOPLE }, metering: { meters: [old] } });
    const { ledger, metering } = whole;
    const file = join(ledger.folder, 'meters.json');
    const spool = join(ledger.folder, 'spool');
    mkdirSync(spool, { recursive: true });
    let files = 0;
    const feed = (meter: SimulatedMeter, hour: number, value: bigint): void => {
      const hex = toHex(meterTelegram(meter, [value]));
      const line = JSON.stringify({ meter: meter.name, time: START + 3_600 * hour, format: 'mbus', hex });
      writeFileSync(join(spool, `t-${String((files += 1)).padStart(4, '0')}.jsonl`), `${line}\n`);
    };
    const frames = async (meter: SimulatedMeter): Promise<RecordedFrame[]> =>
      (await recordedReadings(ledger)).frames.filter((frame) => frame.channel === channel(meter));

    const deviceId = await metering.admit([old]);
    const begin = old.start[0] ?? 0n;
    feed(old, 0, begin);
    await waitFor('the first register recorded', async () => (await frames(old)).length === 1);
    // Nine hours into a day that the old meter will not end.
    for (let hour = 1; hour <= 9; hour++) feed(old, hour, begin + BigInt(hour));
    const event = (name: string): Promise<true | undefined> =>
      waitFor(name, async () =>
        JSON.stringify(await (await fetch(`${metering.gateway.url}/health`)).json()).includes(`"${name}"`)
          ? true
          : undefined,
      );
    await event('AGGREGATED');
    await waitFor('nine hours taken', async () =>
      /"AGGREGATED":9/.test(JSON.stringify(await (await fetch(`${metering.gateway.url}/health`)).json())),
    );

    await registerMeter(ledger, fresh, deviceId);
    const entry = (meter: SimulatedMeter): object => ({
      name: meter.name,
      meterId: idOfMeter(meter),
      manufacturer: meter.header.manufacturer,
      id: meter.header.id,
      unit: meter.unit,
      exponent: meter.exponent,
      obis: meter.obis,
    });
    writeFileSync(file, JSON.stringify([entry(old), { ...entry(fresh), replaces: { meterId: idOfMeter(old) } }]));
    const closed = await waitFor('the last register recorded', async () => {
      const recorded = await frames(old);
      return recorded.length === 2 ? recorded : undefined;
    });
    expect((closed[1]?.flags ?? 0) & FLAG.periodClose).to.equal(FLAG.periodClose);
    expect(closed[1]?.time).to.equal(BigInt(START + 9 * 3_600));

    const replacement = { oldMeterId: idOfMeter(old), newMeterId: idOfMeter(fresh) };
    await ledger.record(ledger.company, 'meters', 'METER_REPLACE', replacement, idOfMeter(old));
    feed(old, 11, begin + 11n);
    await event('METER_REPLACED');
    feed(fresh, 12, 17n);
    const [first] = await waitFor('the new register recorded', async () => {
      const recorded = await frames(fresh);
      return recorded.length === 1 ? recorded : undefined;
    });
    expect(first?.sequence).to.equal(1n);
    expect(await frames(old)).to.have.length(2);
  });
});
