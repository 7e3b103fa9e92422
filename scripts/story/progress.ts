/** Tells a person what happens while it happens; says nothing where the output is for a program. */
export type Progress = {
  /** Runs one step of the story under its title and shows how long it took and what came of it. */
  step<T>(
    title: string,
    work: (tick: (done: number, of: number) => void) => Promise<T>,
    outcome?: (result: T) => string,
  ): Promise<T>;
  say(line: string): void;
};

export function createProgress(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  const started = Date.now();
  let number = 0;
  const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;
  const write = (text: string): void => {
    if (!quiet) stream.write(text);
  };
  return {
    async step(title, work, outcome) {
      number += 1;
      const head = `${String(number).padStart(2)}. ${title}`;
      const since = Date.now();
      let shown = -1;
      const tick = (done: number, of: number): void => {
        const percent = of === 0 ? 100 : Math.floor((100 * done) / of);
        if (!stream.isTTY || percent === shown) return;
        shown = percent;
        write(`\r${head} ${bar(percent)} ${done}/${of}`);
      };
      if (stream.isTTY) write(`${head} …`);
      const result = await work(tick);
      const text = outcome?.(result) ?? '';
      write(
        `${stream.isTTY ? '\r\u001b[2K' : ''}${head}${text === '' ? '' : `: ${text}`} (${seconds(since)}, at ${seconds(started)})\n`,
      );
      return result;
    },
    say: (line) => write(`${line}\n`),
  };
}

function bar(percent: number): string {
  const full = Math.floor(percent / 5);
  return `[${'█'.repeat(full)}${'·'.repeat(20 - full)}]`;
}
