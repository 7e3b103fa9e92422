import type { ServerResponse } from 'node:http';
import { fakePeer } from '../../support/fake-peer.ts';

/** A source that answers as another one does, but where a test answers for it. @param answer gives true where it answers itself */
export function proxyOf(
  url: string,
  answer: (path: string, response: ServerResponse, pass: (to?: string) => void) => boolean,
): ReturnType<typeof fakePeer> {
  return fakePeer((path, response) => {
    const pass = (to = url): void =>
      void fetch(to + path).then(
        async (told) => response.writeHead(told.status).end(Buffer.from(await told.arrayBuffer())),
        () => response.destroy(),
      );
    if (!answer(path, response, pass)) pass();
  });
}

/** The first block that a request for a page asks for; nothing of other requests. */
export function firstAsked(path: string): number | undefined {
  const from = /^\/v1\/blocks\?from=(\d+)/.exec(path)?.[1];
  return from === undefined ? undefined : Number(from);
}
