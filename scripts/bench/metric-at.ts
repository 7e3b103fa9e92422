/** A number of a program's metrics, by its name without the program's own. @throws Error where it has none */
export async function metricAt(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = new RegExp(`^domledger_[a-z]+_${name} (\\S+)`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`${url}/metrics says nothing of ${name}`);
  return Number(value);
}

/** CPU that a program used since it started, seconds, all its threads together. */
export function cpuSecondsAt(url: string): Promise<number> {
  return metricAt(url, 'process_cpu_seconds_total');
}
