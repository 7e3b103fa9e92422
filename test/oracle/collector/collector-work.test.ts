import { expect } from 'chai';
import { collectorWork, SILENT_SECONDS } from '../../../oracle/collector/collector-work.ts';

describe('why readings do not come to a collector', () => {
  const broker: { fault: string | undefined } = { fault: undefined };
  const lastHeard = new Map<string, number>();
  let now = 5_000;
  const known: { gatewayId: string }[] = [];
  const settings = { mqttCa: undefined, mqttCert: undefined, gateways: ['house-1', 'house-2'] };
  const work = collectorWork({ settings, broker, lastHeard, gateways: () => known, now: () => now });
  const waits = (): Record<string, number | undefined> =>
    Object.fromEntries(work().map(({ code, waitsSeconds }) => [code, waitsSeconds]));

  it('is a broker that is away, from when it was met', () => {
    expect(waits()).to.deep.equal({ BROKER_AWAY: undefined, GATEWAY_SILENT: undefined });
    broker.fault = '1 of 1 sessions are not connected.';
    expect(waits()['BROKER_AWAY']).to.equal(0);
    now += 61_000;
    expect(waits()['BROKER_AWAY']).to.equal(61);
    broker.fault = undefined;
    expect(waits()['BROKER_AWAY']).to.equal(undefined);
  });

  it('is a gateway that once signed in and said nothing for two days; not one that never did, or is named no more', () => {
    now = 5_000 + (SILENT_SECONDS + 1) * 1_000;
    expect(waits()['GATEWAY_SILENT']).to.equal(undefined);
    known.push({ gatewayId: 'of-before' });
    expect(waits()['GATEWAY_SILENT']).to.equal(undefined);
    known.push({ gatewayId: 'house-1' });
    expect(waits()['GATEWAY_SILENT']).to.equal(SILENT_SECONDS + 1);
    lastHeard.set('house-1', now);
    expect(waits()['GATEWAY_SILENT']).to.equal(undefined);
    now += (SILENT_SECONDS + 5) * 1_000;
    expect(waits()['GATEWAY_SILENT']).to.equal(SILENT_SECONDS + 5);
  });
});
