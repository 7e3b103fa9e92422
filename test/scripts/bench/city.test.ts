import { expect } from 'chai';
import { benchCity } from '../../../scripts/bench/city/bench-city.ts';
import { cityFigures } from '../../../scripts/bench/city/city-figures.ts';
import { refusal } from '../../support/refusal.ts';

describe('the bench of a city', () => {
  it('refuses a city that is none', async () => {
    expect(await refusal(() => benchCity({ meters: 200 }))).to.equal('CITY_INVALID');
    expect(await refusal(() => benchCity({ hours: 721 }))).to.equal('CITY_INVALID');
    for (const speed of ['0', '-1', '1.5', 'fast'])
      expect(await refusal(() => benchCity({ speed })), speed).to.equal('CITY_INVALID');
  });

  it('reckons a city by what was measured of a part of it', () => {
    const part = (packets: number, factor: number): Parameters<typeof cityFigures>[0]['small'] => ({
      packets,
      seconds: packets / 1_000,
      cpuSeconds: (packets * factor) / 1_000,
      collectorSeconds: packets / 2_000,
      gas: packets * 10_000,
      hotBytes: packets * 345,
      bytes: packets * 160,
    });
    // 1 ms of CPU a packet of the first thousand, 2 of each of the next three.
    const figures = cityFigures({ meters: 1_000_000, small: part(1_000, 1), large: part(3_000, 2) });
    expect(figures).to.include({
      city_packets_per_s: 1_000,
      city_cpu_ms_per_packet: 1.75,
      city_collector_cpu_ms_per_packet: 0.5,
      city_cpu_slope_ratio: 2,
      city_log_slope_ratio: 1,
      city_log_gb_per_year: 58.4,
      city_log_gb_per_year_limit: 60,
      city_ggas_per_day: 10,
      city_cpu_s_per_day: 1_750,
      city_two_cores_share: 0.0101,
      city_two_cores_share_limit: 0.35,
      city_wave_minutes: 16.7,
    });
  });

  // That every packet stands on the ledger and their sum is what gateways put in, the bench itself requires.
  it('brings the days of two houses through the collector to the ledger', async function () {
    this.timeout(300_000);
    const figures = await benchCity({ meters: 230, hours: 24 });
    expect(figures).to.include({ city_meters: 230, city_meters_played: 230, city_houses_played: 2, city_days: 1 });
    expect(figures['city_gas_per_packet']).to.be.within(8_000, 22_000);
    // 161 in calldata (docs/formats.md §4); what is equal in all of them goes by compression.
    expect(figures['city_log_bytes_per_packet']).to.be.within(150, 175);
    expect(figures['city_two_cores_share']).to.be.greaterThan(0);
    expect(figures['city_restart_s']).to.be.greaterThan(0);
  });
});
