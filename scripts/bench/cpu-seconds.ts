/** CPU that a program used since it started, seconds, all its threads together, as its metrics say. */
export async function cpuSecondsAt(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^\w*process_cpu_seconds_total (\S+)/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error(`${url}/metrics says nothing of the CPU`);
  return Number(seconds);
}
