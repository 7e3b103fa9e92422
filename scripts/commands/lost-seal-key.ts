import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { connectChain } from '../../core/chain/chain-client.ts';
import { useLedgerKey } from '../../core/chain/keys/own-key.ts';
import { nameLostKey, requestLostKey, signLostKey } from '../../core/chain/keys/lost-seal-key.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { lostKeyFrom } from '../../core/domain/handovers/check-lost-key.ts';
import {
  lostKeyRequestToJson,
  parseLostKeyRequest,
  type LostKeyRequest,
} from '../../core/domain/handovers/lost-key.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { openProgramAccount } from '../../core/runtime/program-account.ts';
import { openSealKeyring } from '../../sealer/keys/seal-keyring.ts';
import { loadSigningKey } from '../../sealer/keys/signing-key.ts';
import { lostKeyFile, writeLostKey } from '../../sealer/lost-key/lost-key-file.ts';
import { printJson, readText, secondsOption, trustedNetwork } from './arguments.ts';

export type LostKeyNextOptions = { data: string; json?: boolean };
export type LostKeyRequestOptions = {
  next: string;
  keystore: string;
  out: string;
  url: string;
  wait: string;
  json?: boolean;
};
export type LostKeySignOptions = { request: string; trust: string; witness: string; url: string };
export type LostKeyNameOptions = {
  request: string;
  word: readonly string[];
  data: string;
  keys?: string;
  trust: string;
  url: string;
  json?: boolean;
};

/** Makes the key that is to follow the lost one, in the folder of sealer or keeper. */
export async function lostKeyNext({ data, json }: LostKeyNextOptions): Promise<void> {
  const { address } = await openSealKeyring(data).create();
  if (json === true) printJson({ next: address });
  else
    process.stdout.write(
      `${address} is the next key of the seal. Back up ${data}, and tell the portal this address.\n`,
    );
}

/** @throws InputError FILE_UNREADABLE, HEX_INVALID and those of `requestLostKey` */
export async function lostKeyRequest(options: LostKeyRequestOptions): Promise<void> {
  const { keystore, out, url } = options;
  const next = parseHex(options.next, '--next', 20);
  readText(keystore, "the keystore of the portal's account");
  const passwordFile = join(dirname(keystore), `${basename(keystore, '.json')}.password`);
  const portal = await openProgramAccount({ file: keystore, passwordFile });
  const client = await connectChain({ url, queueUrl: url });
  await useLedgerKey(client, portal, AbortSignal.timeout(secondsOption('--wait', options.wait)));
  const time = unixSeconds(Date.now());
  const { request, counted } = await requestLostKey({ client, url, portal, next, time });
  writeFileSync(out, `${JSON.stringify(lostKeyRequestToJson(request), undefined, 2)}\n`);
  const needed = Math.max(2, Math.floor(counted.length / 2) + 1);
  if (options.json === true) printJson({ head: request.head, next, from: lostKeyFrom(request), needed });
  else
    process.stdout.write(
      `${next} is to seal behind block ${request.head}. Take ${out} to the witnesses and speak to each in person; ${needed} of ${counted.length} have to sign.\n`,
    );
}

/** A witness's word, as one line of hex. @throws InputError FILE_UNREADABLE, REQUEST_INVALID and those of `signLostKey` */
export async function lostKeySign(options: LostKeySignOptions): Promise<void> {
  const { trust, witness, url } = options;
  const network = trustedNetwork(trust);
  const request = requestIn(options.request);
  readText(witness, 'the keystore of the witness');
  const signer = await loadSigningKey(dirname(witness), basename(witness, '.json'));
  const now = unixSeconds(Date.now());
  process.stdout.write(`${await signLostKey({ network, url, request, witness: signer, now })}\n`);
}

/** @throws InputError FILE_UNREADABLE, REQUEST_INVALID, SEAL_KEY_MISSING and those of `nameLostKey` */
export async function lostKeyName(options: LostKeyNameOptions): Promise<void> {
  const { data, keys, trust, url, json } = options;
  const network = trustedNetwork(trust);
  const request = requestIn(options.request);
  const words = options.word.map((word) => parseHex(word, '--word', 65));
  const next = await openSealKeyring(keys ?? data).find(request.next);
  const handover = await nameLostKey({ network, url, request, words, next });
  writeLostKey(data, handover);
  const from = lostKeyFrom(handover.lost);
  if (json === true) printJson({ number: handover.number, next: handover.next, from, file: lostKeyFile(data) });
  else
    process.stdout.write(
      `${lostKeyFile(data)} is written. Start the sealer: ${handover.next} seals block ${handover.number} from ${new Date(Number(from) * 1000).toISOString()} on, unless the lost key seals before.\n`,
    );
}

function requestIn(file: string): LostKeyRequest {
  const text = readText(file, 'the request');
  try {
    return parseLostKeyRequest(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError('REQUEST_INVALID', `${file} is no JSON.`, { cause });
  }
}
