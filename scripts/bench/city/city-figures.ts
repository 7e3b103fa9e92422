import { round } from '../round.ts';

/** What one part of the city's meters cost: CPU of sealer and collector together, and of the collector alone; bytes of the log as it is written and as closed segments keep it. */
export type Cost = {
  packets: number;
  seconds: number;
  cpuSeconds: number;
  collectorSeconds: number;
  gas: number;
  hotBytes: number;
  bytes: number;
};

const DAYS_A_YEAR = 365;
const TWO_CORES_DAY_S = 2 * 86_400;
/** What a year of a million meters may take. */
const GB_A_YEAR = 60;
const SHARE = 0.35;

/**
 * What `meters` cost, by what was measured of fewer. The two measured parts differ in size, so the slope ratios say how far cost goes with number: 1 where it
 * does.
 */
export function cityFigures(args: { meters: number; small: Cost; large: Cost }): Record<string, number> {
  const { meters, small, large } = args;
  const each = (name: keyof Cost): number => (small[name] + large[name]) / (small.packets + large.packets);
  const slope = (name: keyof Cost): number => large[name] / large.packets / (small[name] / small.packets);
  const cpuADay = meters * each('cpuSeconds');
  return {
    city_packets_per_s: round(1 / each('seconds')),
    city_gas_per_packet: Math.ceil(each('gas')),
    city_cpu_ms_per_packet: round(1000 * each('cpuSeconds')),
    city_collector_cpu_ms_per_packet: round(1000 * each('collectorSeconds')),
    city_cpu_slope_ratio: round(slope('cpuSeconds')),
    city_log_bytes_per_packet: round(each('bytes')),
    city_log_slope_ratio: round(slope('bytes')),
    city_log_hot_bytes_per_packet: round(each('hotBytes')),
    city_log_gb_per_year: round((DAYS_A_YEAR * meters * each('bytes')) / 1e9),
    city_log_gb_per_year_limit: round((GB_A_YEAR * meters) / 1e6),
    city_ggas_per_day: round((meters * each('gas')) / 1e9),
    city_cpu_s_per_day: round(cpuADay),
    city_two_cores_share: round(cpuADay / TWO_CORES_DAY_S),
    city_two_cores_share_limit: SHARE,
    city_wave_minutes: round((meters * each('seconds')) / 60),
  };
}
