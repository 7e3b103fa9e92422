/** A line of a terminal that is written over and goes away at the end; nothing elsewhere. */
export function openProgressLine(json: boolean | undefined): Disposable & { show(text: string): void } {
  const shows = json !== true && process.stderr.isTTY;
  return {
    show(text) {
      if (shows) process.stderr.write(`\r\u001b[K${text}`);
    },
    [Symbol.dispose]() {
      if (shows) process.stderr.write('\r\u001b[K');
    },
  };
}
