import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { connectChain } from '../../core/chain/chain-client.ts';
import { nameFounderKey } from '../../core/chain/keys/name-founder-key.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../core/domain/keys/accept-key.ts';
import { founderRequestToJson, parseFounderRequest } from '../../core/domain/keys/founder-request.ts';
import { founderWordDigest } from '../../core/domain/keys/founder-word.ts';
import { keyRegisterOf } from '../../core/domain/keys/key-statement.ts';
import { parseNetwork } from '../../core/domain/ledger/network.ts';
import { accountFile, openProgramAccount } from '../../core/runtime/program-account.ts';
import { loadSigningKey } from '../../sealer/keys/signing-key.ts';
import { printJson, readText, secondsOption, urlsOption } from './arguments.ts';

export type FounderRequestOptions = { account: string; keystore: string; out: string; url: string; json?: boolean };
export type FounderSignOptions = { request: string; trust: string; witness: string };
export type FounderNameOptions = {
  request: string;
  word: readonly string[];
  keystore: string;
  url: string;
  queue: string;
  wait: string;
  json?: boolean;
};

/** Makes the next key of company or portal, and the request for it. @throws InputError NOT_A_FOUNDER, KEYSTORE_EXISTS, HEX_INVALID */
export async function founderKeyRequest(options: FounderRequestOptions): Promise<void> {
  const { keystore, out, url } = options;
  const account = parseHex(options.account, '--account', 20);
  if (existsSync(keystore))
    throw new InputError('KEYSTORE_EXISTS', `${keystore} is there already. Name a new file for the next key.`);
  const client = await connectChain({ url: urlsOption('--url', url), queueUrl: urlsOption('--url', url) });
  const { network } = client;
  if (account !== network.company && account !== network.portal)
    throw new InputError('NOT_A_FOUNDER', `${account} is neither the company nor the portal of this network.`);
  const next = await openProgramAccount(filesOf(keystore));
  writeFileSync(accountFile(keystore), `${account}\n`);
  const retiring = await client.read.keyOf(account);
  const accepted = acceptKey(keyRegisterOf(network), next, { account, retiring });
  const request = founderRequestToJson({ account, retiring, ...accepted, time: client.now() });
  writeFileSync(out, `${JSON.stringify(request, undefined, 2)}\n`);
  if (options.json === true) printJson(request);
  else
    process.stdout.write(
      `${next.key} is to sign for ${account}. Back up ${keystore}, take ${out} to the witnesses, and tell each of them in person; their words hold for 30 days.\n`,
    );
}

/** A witness's word, as one line of hex. @throws InputError FILE_UNREADABLE, REQUEST_INVALID and those of `parseFounderRequest` */
export async function founderKeySign({ request: file, trust, witness }: FounderSignOptions): Promise<void> {
  const network = parseNetwork(jsonIn(trust, 'the network'));
  const request = parseFounderRequest(jsonIn(file, 'the request'), network);
  readText(witness, 'the keystore of the witness');
  const signer = await loadSigningKey(dirname(witness), basename(witness, '.json'));
  process.stdout.write(`${signer.sign(founderWordDigest(keyRegisterOf(network), request))}\n`);
}

/** @throws InputError FILE_UNREADABLE and those of `nameFounderKey` */
export async function founderKeyName(options: FounderNameOptions): Promise<void> {
  const { keystore, url, queue, wait, json } = options;
  readText(keystore, 'the keystore of the other one');
  const client = await connectChain({ url: urlsOption('--url', url), queueUrl: urlsOption('--queue', queue) });
  const request = parseFounderRequest(jsonIn(options.request, 'the request'), client.network);
  const words = options.word.map((word) => parseHex(word, '--word', 65));
  const account = await openProgramAccount(filesOf(keystore));
  const done = await nameFounderKey({ client, account, request, words, waitMs: secondsOption('--wait', wait) });
  if (json === true) printJson({ digest: done.digest, from: done.from.toString() });
  else
    process.stdout.write(
      `${request.key} signs for ${request.account} from ${new Date(Number(done.from) * 1000).toISOString()} on, unless the living key objects.\n`,
    );
}

function filesOf(file: string): { file: string; passwordFile: string } {
  return { file, passwordFile: join(dirname(file), `${basename(file, '.json')}.password`) };
}

function jsonIn(file: string, what: string): unknown {
  readText(file, what);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError('REQUEST_INVALID', `${file} is no JSON.`, { cause });
  }
}
