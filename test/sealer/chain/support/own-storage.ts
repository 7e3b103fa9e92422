import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Of this moment's answers: right, none at all, with a byte changed, or a status of its own. */
export type StorageMood = 'well' | 'silent' | 'false' | 401 | 404 | 500;

/** A storage that behaves as a test says: what a real one cannot be asked to do. It believes every signature. */
export type OwnStorage = AsyncDisposable & {
  readonly url: string;
  mood: StorageMood;
  readonly objects: Map<string, Buffer>;
  /** Names that were asked for by GET. */
  readonly asked: string[];
  /** What came in headers and paths. */
  readonly heard: string[];
};

export async function startOwnStorage(): Promise<OwnStorage> {
  const objects = new Map<string, Buffer>();
  const asked: string[] = [];
  const heard: string[] = [];
  const state: { mood: StorageMood } = { mood: 'well' };
  const answer = (path: string, response: ServerResponse): void => {
    const found = objects.get(path);
    if (state.mood === 'silent') return;
    if (typeof state.mood === 'number') return void response.writeHead(state.mood).end('<Error/>');
    if (found === undefined) return void response.writeHead(404).end('<Error/>');
    const bytes = Buffer.from(found);
    if (state.mood === 'false') bytes[7] = (bytes[7] ?? 0) ^ 0x10;
    response.writeHead(200).end(bytes);
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    heard.push(path, JSON.stringify(request.headers));
    if (request.method === 'GET') {
      asked.push(path);
      return answer(path, response);
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (state.mood === 'silent') return;
      if (typeof state.mood === 'number') return void response.writeHead(state.mood).end('<Error/>');
      objects.set(path, Buffer.concat(parts));
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/bucket/old`,
    get mood() {
      return state.mood;
    },
    set mood(mood) {
      state.mood = mood;
    },
    objects,
    asked,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
