import { statfs } from 'node:fs/promises';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { VERSION } from './start/version.ts';

export type Metrics = {
  readonly registry: Registry;
  counter(name: string, help: string): Counter;
  counter<L extends string>(name: string, help: string, labels: readonly L[]): Counter<L>;
  gauge(name: string, help: string): Gauge;
  gauge<L extends string>(name: string, help: string, labels: readonly L[]): Gauge<L>;
  histogram(name: string, help: string, buckets: number[]): Histogram;
  /** Bytes that may still be written where the program keeps its data; without a folder there is none. */
  readonly room?: () => Promise<number>;
  /** The Prometheus text page. */
  text(): Promise<string>;
};

/** `folder` is where the program keeps its data: the bytes that are free there are told as `disk_free_bytes`, read anew for each page. */
export type MetricsOptions = { readonly processMetrics?: boolean; readonly folder?: string };

/** A registry of one program; every name gets the prefix, e.g. `createMetrics('domledger_oracle_')`. Name the unit: `frames_total`, `delay_seconds`. */
export function createMetrics(prefix: string, options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry, prefix });
  const base = (name: string, help: string): { name: string; help: string; registers: Registry[] } => ({
    name: prefix + name,
    help,
    registers: [registry],
  });
  if (options.processMetrics === true)
    new Gauge({ ...base('build_info', 'Which version runs.'), labelNames: ['version'] }).set({ version: VERSION }, 1);
  const { folder } = options;
  if (folder !== undefined) tellDiskRoom(folder, base);
  return {
    registry,
    ...(folder === undefined ? {} : { room: () => roomOf(folder) }),
    counter: <L extends string>(name: string, help: string, labels: readonly L[] = []) =>
      new Counter<L>({ ...base(name, help), labelNames: labels }),
    gauge: <L extends string>(name: string, help: string, labels: readonly L[] = []) =>
      new Gauge<L>({ ...base(name, help), labelNames: labels }),
    histogram: (name, help, buckets) => new Histogram({ ...base(name, help), buckets }),
    text: () => registry.metrics(),
  };
}

async function roomOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function tellDiskRoom(
  folder: string,
  base: (name: string, help: string) => object & { name: string; help: string },
): void {
  new Gauge({
    ...base('disk_free_bytes', 'Bytes that this program may still write where its data folder is.'),
    async collect() {
      this.set(await roomOf(folder));
    },
  });
  new Gauge({
    ...base('disk_size_bytes', 'Bytes of the file system where the data folder is.'),
    async collect() {
      const { blocks, bsize } = await statfs(folder);
      this.set(blocks * bsize);
    },
  });
}
