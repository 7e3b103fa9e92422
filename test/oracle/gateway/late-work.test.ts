import { expect } from 'chai';
import type { MeterEntry } from '../../../oracle/gateway/meters/meter-register.ts';
import { gatewayWork, meterWork, SILENT_SECONDS } from '../../../oracle/gateway/late-work.ts';

describe('what keeps a gateway’s frames from leaving', () => {
  it('is counted from when it began, each by itself, and no longer than it lasts', () => {
    const uplink = { connected: true };
    const signing = { signs: true };
    let now = 0;
    const work = gatewayWork({ uplink, signing, now: () => now });
    const waits = (): (number | undefined)[] => work().map(({ waitsSeconds }) => waitsSeconds);
    expect(waits()).to.deep.equal([undefined, undefined]);
    uplink.connected = false;
    expect(waits()).to.deep.equal([0, undefined]);
    now = 61_000;
    signing.signs = false;
    expect(waits()).to.deep.equal([61, 0]);
    uplink.connected = true;
    expect(waits()).to.deep.equal([undefined, 0]);
    uplink.connected = false;
    expect(waits()).to.deep.equal([0, 0]);
    expect(work().every(({ atMostSeconds }) => atMostSeconds === 60)).to.equal(true);
  });

  it('is a meter of which nothing came for two of its days, whichever of its registers; not one that was replaced', () => {
    const DAY = 86_400_000;
    const meter = (name: string, over: Partial<MeterEntry> = {}): MeterEntry => ({
      ...{ name, meterId: `0x${name}`, manufacturer: 'DMS', id: name, unit: 'Wh', exponent: 0 },
      registers: [1, 2].map((place) => ({ obis: '1-0:1.8.0*255', channel: `0x${name}${place}` as const })),
      ...over,
    });
    const look = (meters: MeterEntry[], heard: [`0x${string}`, number][], nowMs: number): (number | undefined)[] =>
      meterWork({ meters, heardAtMs: new Map(heard), begunMs: 10 * DAY, nowMs }).map((each) => each.waitsSeconds);
    expect(look([meter('a')], [], 12 * DAY)).to.deep.equal([undefined]);
    expect(look([meter('a')], [], 12 * DAY + 1_000)).to.deep.equal([SILENT_SECONDS + 1]);
    expect(look([meter('a')], [['0xa2', 11 * DAY]], 12.5 * DAY)).to.deep.equal([undefined]);
    const heard: [`0x${string}`, number][] = [['0xb1', 13 * DAY]];
    expect(look([meter('a'), meter('b')], heard, 14 * DAY)).to.deep.equal([2 * SILENT_SECONDS]);
    expect(look([meter('a'), meter('b', { replaces: { meterId: '0xa' } })], heard, 14 * DAY)).to.deep.equal([
      undefined,
    ]);
  });
});
