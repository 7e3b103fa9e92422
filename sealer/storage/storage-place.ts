import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';

/** Where closed segments of a log lie that are not in its folder (docs/formats.md §7), and how many bytes of those that were fetched are kept. */
export type StoragePlace = { url: string; region: string; keepBytes: number };

export type StorageKey = { accessKeyId: string; secretAccessKey: string };

const DEFAULT_REGION = 'us-east-1';
const DEFAULT_KEEP_BYTES = 256 * 1024 * 1024;
/** Beside the log, so that who copies the segments does not copy the key. */
const KEY_FILE = 'storage-key.json';

const placeFile = (folder: string): string => join(folder, 'elsewhere.json');

/** @param folder of the segments @returns `undefined` where all of them are here @throws InputError STORAGE_INVALID */
export function readStoragePlace(folder: string): StoragePlace | undefined {
  const file = placeFile(folder);
  if (!existsSync(file)) return undefined;
  const fields = strictFields(jsonIn(file), ['version', 'url', 'region', 'keepBytes'], file, 'STORAGE_INVALID');
  fields.whole('version', 1, 1);
  const keepBytes = fields.whole('keepBytes', 0, Number.MAX_SAFE_INTEGER);
  return { ...storagePlace(fields.text('url'), fields.text('region', /^[\w-]{1,64}$/)), keepBytes };
}

export function writeStoragePlace(folder: string, place: StoragePlace): void {
  writeDurably(placeFile(folder), `${JSON.stringify({ version: 1, ...place })}\n`);
}

/** @param url of a bucket, path-style, and a folder in it, as http://127.0.0.1:7070/bucket/company @throws InputError STORAGE_INVALID */
export function storagePlace(url: string, region = DEFAULT_REGION, keepBytes = DEFAULT_KEEP_BYTES): StoragePlace {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isPlace =
    parsed !== undefined &&
    /^https?:$/.test(parsed.protocol) &&
    /^(\/[\w.-]+)+\/?$/.test(parsed.pathname) &&
    [parsed.username, parsed.password, parsed.search, parsed.hash].every((part) => part === '');
  if (!isPlace)
    throw new InputError(
      'STORAGE_INVALID',
      'A storage is an http address with its bucket, and nothing else: as https://storage.example/bucket/folder. The key stands in a file of its own.',
    );
  return { url: url.replace(/\/+$/, ''), region, keepBytes };
}

/**
 * The key to the storage: of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else of `storage-key.json` beside the log.
 * @throws InputError STORAGE_KEY, which never says what stands there
 */
export function readStorageKey(
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): StorageKey {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = environment;
  if (accessKeyId !== '' && secretAccessKey !== '') return { accessKeyId, secretAccessKey };
  const file = join(dirname(folder), KEY_FILE);
  try {
    const fields = strictFields(jsonIn(file), ['accessKeyId', 'secretAccessKey'], file, 'STORAGE_KEY');
    const [id, secret] = [fields.value('accessKeyId'), fields.value('secretAccessKey')];
    if (typeof id === 'string' && typeof secret === 'string') return { accessKeyId: id, secretAccessKey: secret };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  throw new InputError(
    'STORAGE_KEY',
    `There is no key to the storage: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, nor {"accessKeyId": "…", "secretAccessKey": "…"} in ${file}.`,
  );
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    // Not the cause: of a file with a key it would show a piece.
    if (cause instanceof SyntaxError) throw new InputError('STORAGE_INVALID', `${file} is no JSON.`);
    throw new InputError('STORAGE_INVALID', `${file} cannot be read.`, { cause });
  }
}
