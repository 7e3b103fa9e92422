/** How often in a second of one core `work` runs, after a warm-up. Counts processor time, so that other programs do not count. */
export function perSecond(work: () => void): number {
  const run = (seconds: number): number => {
    const started = process.cpuUsage();
    for (let count = 0; ;) {
      for (let n = 0; n < 16; n++) work();
      count += 16;
      const { user, system } = process.cpuUsage(started);
      const spent = (user + system) / 1e6;
      if (spent >= seconds) return count / spent;
    }
  };
  run(0.2);
  return run(1);
}
