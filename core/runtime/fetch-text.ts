export type FetchedText = { readonly status: number; readonly headers: Headers; readonly text: string };
export type FetchedBytes = { readonly status: number; readonly headers: Headers; readonly bytes: Buffer };
/** `maxBytes` defaults to 64 MiB. */
export type FetchBounds = {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly maxBytes?: number;
};

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * One request whose whole answer comes within the time and size, or none. fetch forgets its signal once garbage was collected (Node 24), so the end of
 * the time is waited for here, and a body that still drips is cancelled by hand.
 * @throws what fetch throws; DOMException TimeoutError; the signal's reason; Error for more than `maxBytes`
 */
export async function fetchText(url: string, init: RequestInit, bounds: FetchBounds): Promise<FetchedText> {
  const { bytes, ...rest } = await fetchBytes(url, init, bounds);
  return { ...rest, text: bytes.toString('utf8') };
}

/** The same of an answer that is no text. */
export async function fetchBytes(url: string, init: RequestInit, bounds: FetchBounds): Promise<FetchedBytes> {
  const { signal, timeoutMs, maxBytes = MAX_BYTES } = bounds;
  const aborted = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => undefined);
  const end = (reason: Error): void => {
    aborted.abort(reason);
    reject(reason);
  };
  const stop = (): void => end(signal?.reason instanceof Error ? signal.reason : new Error('it was stopped'));
  const timer = setTimeout(
    () => end(new DOMException(`there was no whole answer within ${timeoutMs} ms`, 'TimeoutError')),
    timeoutMs,
  );
  if (signal?.aborted === true) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const response = await Promise.race([fetch(url, { ...init, signal: aborted.signal }), ended]);
    reader = response.body?.getReader();
    const parts: Uint8Array[] = [];
    for (let size = 0; reader !== undefined;) {
      const { done, value } = await Promise.race([reader.read(), ended]);
      if (done) break;
      size += value.length;
      if (size > maxBytes) throw new Error(`it sends more than ${maxBytes} bytes`);
      parts.push(value);
    }
    return { status: response.status, headers: response.headers, bytes: Buffer.concat(parts) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    reader?.cancel().catch(() => undefined);
  }
}
