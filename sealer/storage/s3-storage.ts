import { AwsV4Signer } from 'aws4fetch';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import { fetchBytes, type FetchedBytes } from '../../core/runtime/fetch-text.ts';
import type { StorageKey, StoragePlace } from './storage-place.ts';

/** Objects of an S3-compatible storage, each whole and by its name. */
export type Storage = {
  /** @throws TransientError STORAGE_UNREACHABLE, STORAGE_REFUSED, STORAGE_LACKS; the signal's reason */
  get(name: string, bytes: number, signal: AbortSignal): Promise<Buffer>;
  /** @throws as `get` */
  put(name: string, content: Uint8Array, signal: AbortSignal): Promise<void>;
};

/** An answer takes so long at most, and longer by what its bytes take on a slow line. */
const ANSWER_MS = 10_000;
const BYTES_A_MS = 256;

/** @param answerMs how long one without bytes takes at most */
export function openStorage(place: StoragePlace, key: StorageKey, answerMs = ANSWER_MS): Storage {
  const ask = async (args: {
    name: string;
    method: 'GET' | 'PUT';
    content?: Uint8Array;
    bytes: number;
    signal: AbortSignal;
  }): Promise<FetchedBytes> => {
    const { name, method, content, bytes, signal } = args;
    const url = `${place.url}/${name}`;
    try {
      const said = content === undefined ? {} : { 'x-amz-content-sha256': await sha256Hex(content) };
      const signer = new AwsV4Signer({ ...key, method, url, headers: said, service: 's3', region: place.region });
      const { headers } = await signer.sign();
      // What is wrong is said in some hundred bytes of XML.
      const bounds = { signal, timeoutMs: answerMs + bytes / BYTES_A_MS, maxBytes: Math.max(bytes, 65_536) };
      const body = content === undefined ? {} : { body: Buffer.from(content) };
      return await fetchBytes(url, { method, headers, redirect: 'error', ...body }, bounds);
    } catch (cause) {
      signal.throwIfAborted();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TransientError('STORAGE_UNREACHABLE', `${url} gives no answer: ${reason}.`, { cause });
    }
  };
  const requireTaken = (name: string, { status }: FetchedBytes): void => {
    if (status === 200) return;
    const url = `${place.url}/${name}`;
    if (status === 401 || status === 403)
      throw new TransientError('STORAGE_REFUSED', `${url} is refused (${status}). See to the key and its rights.`);
    if (status === 404)
      throw new TransientError('STORAGE_LACKS', `${url} is not there. Restore it from a replica's folder.`);
    throw new TransientError('STORAGE_UNREACHABLE', `${url} answers ${status}.`);
  };
  return {
    async get(name, bytes, signal) {
      const answer = await ask({ name, method: 'GET', bytes, signal });
      requireTaken(name, answer);
      return answer.bytes;
    },
    async put(name, content, signal) {
      requireTaken(name, await ask({ name, method: 'PUT', content, bytes: content.length, signal }));
    },
  };
}

/** Beside the thread that asks: it makes blocks. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(bytes))).toString('hex');
}
