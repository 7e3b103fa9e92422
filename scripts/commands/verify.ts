import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { lockData } from '../../sealer/chain/data-lock.ts';
import { startEmbeddedEngine } from '../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../sealer/network/genesis.ts';
import { refuseEditedNetwork } from '../../sealer/network/network-file.ts';
import { connectUpstream } from '../../sealer/replica/upstream.ts';
import { recordsOfFolder, recordsOfUrl } from '../../sealer/verify/read-records.ts';
import { verifyChain, type Verified } from '../../sealer/verify/verify-chain.ts';
import { besideLog } from './evidence/beside-log.ts';
import { printJson, trustedNetwork } from './arguments.ts';

export type VerifyOptions = { data?: string; url?: string; trust?: string; evidence?: string; json?: boolean };

/**
 * Verifies a history from block 0 and prints a summary, or the first fault with its place, with exit code 1.
 * @throws InputError SOURCE_UNCLEAR, DATA_MISSING, DATA_IN_USE, NETWORK_INVALID; TransientError UPSTREAM_UNREACHABLE
 */
export async function verify(options: VerifyOptions): Promise<void> {
  const started = performance.now();
  const fileFault = ownNetworkFault(options);
  if (fileFault !== undefined) {
    process.exitCode = 1;
    if (options.json === true) printJson({ ok: false, fault: fileFault });
    else process.stdout.write(`FAULT in ${fileFault.file}: ${fileFault.message} (${fileFault.code})\n`);
    return;
  }
  const { network, records: all } = await sourceOf(options);
  const { evidence } = options;
  const beside = evidence === undefined ? undefined : besideLog(network, evidence, all);
  const records = beside?.records ?? all;
  await using engine = await startEmbeddedEngine(genesisOf(network.chainId));
  const shown = showProgress(options.json !== true && process.stderr.isTTY);
  const result = await verifyChain({ network, records, engine, onProgress: shown.step });
  shown.end();
  const seconds = Number(((performance.now() - started) / 1000).toFixed(3));
  const line = result.ok ? await beside?.judge() : undefined;
  if (!result.ok || line?.proved === false) process.exitCode = 1;
  if (options.json === true) {
    printJson({ ...result, ...(line === undefined ? {} : { evidence: line }), sealKey: network.seal.address, seconds });
    return;
  }
  const { counts } = result;
  const counted = `${counts.blocks} blocks, ${counts.internalBlocks} internal blocks (${counts.refused} refused by a ledger), ${counts.frames} frames, ${counts.bills} bills`;
  if (!result.ok) {
    const { block, transaction, code, message } = result.fault;
    const place = transaction === undefined ? `block ${block}` : `block ${block}, transaction ${transaction}`;
    process.stdout.write(`FAULT at ${place}: ${message} (${code})\nUp to there: ${counted}, in ${seconds} s.\n`);
    return;
  }
  process.stdout.write(`Verified under seal key ${network.seal.address}: ${counted}, in ${seconds} s.\n`);
  if (line !== undefined)
    process.stdout.write(line.proved ? `PROVED: ${line.statement}\n` : `Not proved. ${line.reason} (${line.code})\n`);
  for (const [name, head] of Object.entries(counts.heads)) process.stdout.write(`  ${name.padEnd(14)} ${head}\n`);
}

/** What is wrong with the network file that stands beside the log, where that is the one to go by. */
function ownNetworkFault({
  data,
  url,
  trust,
}: VerifyOptions): { file: string; code: string; message: string } | undefined {
  if (data === undefined || url !== undefined || trust !== undefined) return undefined;
  const file = join(folderOf(data), 'network.json');
  try {
    refuseEditedNetwork(file, trustedNetwork(file));
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file, code: error.code, message: error.message };
  }
}

type Source = { network: Network; records: AsyncIterable<unknown> | Iterable<unknown> };

/** Whose history, by which network. @throws as `verify` */
export async function sourceOf({ data, url, trust }: VerifyOptions): Promise<Source> {
  if ((data === undefined) === (url === undefined)) {
    throw new InputError('SOURCE_UNCLEAR', 'Give either --data with a folder, or --url with a sealer or replica.');
  }
  if (data !== undefined) {
    const folder = folderOf(data);
    const network = trustedNetwork(trust ?? join(folder, 'network.json'));
    // Taken before the records are read, so that a folder in use is refused instead of counting as a fault.
    lockData(folder)[Symbol.dispose]();
    return { network, records: recordsOfFolder(folder) };
  }
  const from = parseUrl(url ?? '');
  const signal = new AbortController().signal;
  const network = trust === undefined ? await connectUpstream(from).network(signal) : trustedNetwork(trust);
  return { network, records: recordsOfUrl(from, signal) };
}

/** A sealer's or replica's folder, or the sealer's in the folder of a whole system. */
function folderOf(data: string): string {
  const found = [data, join(data, 'sealer')].find((folder) => existsSync(join(folder, 'blocks.log')));
  if (found !== undefined) return found;
  throw new InputError(
    'DATA_MISSING',
    `There is no blocks.log in ${data}. Give the folder of a sealer, a replica or a whole system.`,
  );
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InputError('URL_INVALID', `"${text}" is no http address. Give one such as http://127.0.0.1:4701.`);
  return text.replace(/\/+$/, '');
}

function showProgress(visible: boolean): { step: (counts: Verified) => void; end: () => void } {
  const width = 60;
  const started = performance.now();
  return {
    step: ({ blocks, frames }) => {
      const rate = Math.round((1000 * frames) / (performance.now() - started));
      const line = `${blocks} blocks, ${frames} frames verified, ${rate} frames/s …`;
      if (visible) process.stderr.write(`\r${line.padEnd(width)}`);
    },
    end: () => {
      if (visible) process.stderr.write(`\r${' '.repeat(width)}\r`);
    },
  };
}
