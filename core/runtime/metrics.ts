import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Metrics = {
  readonly registry: Registry;
  counter(name: string, help: string): Counter;
  counter<L extends string>(name: string, help: string, labels: readonly L[]): Counter<L>;
  gauge(name: string, help: string): Gauge;
  gauge<L extends string>(name: string, help: string, labels: readonly L[]): Gauge<L>;
  histogram(name: string, help: string, buckets: number[]): Histogram;
  /** The Prometheus text page. */
  text(): Promise<string>;
};

/** A registry of one program; every name gets the prefix, e.g. `createMetrics('domledger_oracle_')`. Name the unit: `frames_total`, `delay_seconds`. */
export function createMetrics(prefix: string, options: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry, prefix });
  const base = (name: string, help: string): { name: string; help: string; registers: Registry[] } => ({
    name: prefix + name,
    help,
    registers: [registry],
  });
  return {
    registry,
    counter: <L extends string>(name: string, help: string, labels: readonly L[] = []) =>
      new Counter<L>({ ...base(name, help), labelNames: labels }),
    gauge: <L extends string>(name: string, help: string, labels: readonly L[] = []) =>
      new Gauge<L>({ ...base(name, help), labelNames: labels }),
    histogram: (name, help, buckets) => new Histogram({ ...base(name, help), buckets }),
    text: () => registry.metrics(),
  };
}
