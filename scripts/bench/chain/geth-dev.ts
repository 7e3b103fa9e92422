import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Signature, Transaction } from 'ethers';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { BLOCK_GAS_LIMIT, clientGenesis, genesisOf } from '../../../sealer/network/genesis.ts';
import { freePorts } from '../../world/free-ports.ts';

export type GethDev = AsyncDisposable & {
  /** Sends the transactions of these blocks and waits until all are mined; seconds. */
  feed(records: readonly BlockRecord[]): Promise<number>;
};

const PER_BATCH = 100;
const START_MS = 30_000;
const MOST_MS = 60_000;
const FEE = 1_000_000_000n;

/**
 * geth's own `--dev` mode on our genesis, where the sender has money besides: its pool takes nothing for free, so the transactions are signed again, with a fee.
 * Archive on disk like ours, nothing logged.
 */
export async function startGethDev(args: { binary: string; chainId: bigint; carrier: Signer }): Promise<GethDev> {
  const { binary, chainId, carrier } = args;
  const folder = mkdtempSync(join(tmpdir(), 'domledger-geth-dev-'));
  const genesis = clientGenesis(genesisOf(chainId));
  const alloc = { ...(genesis['alloc'] as object), [carrier.address]: { balance: `0x${(10n ** 24n).toString(16)}` } };
  writeFileSync(join(folder, 'genesis.json'), JSON.stringify({ ...genesis, alloc }));
  const base = ['--datadir', folder, '--state.scheme', 'hash', '--verbosity', '1'];
  const made = spawnSync(binary, [...base, 'init', join(folder, 'genesis.json')], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`geth init failed: ${made.stderr}`);
  const [rpcPort, authPort] = await freePorts(2);
  const slots = ['accountslots', 'globalslots', 'accountqueue', 'globalqueue'].flatMap((name) => [
    `--txpool.${name}`,
    '100000',
  ]);
  const command = [
    ...['--dev', ...base, '--gcmode', 'archive', '--ipcdisable', '--miner.gaslimit', String(BLOCK_GAS_LIMIT), ...slots],
    ...['--http', '--http.addr', '127.0.0.1', '--http.port', String(rpcPort), '--authrpc.port', String(authPort)],
  ];
  const child = spawn(binary, command, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${rpcPort}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(START_MS, async () => (await post(url, [['eth_chainId', []]]).catch(() => [])).length > 0);
  } catch (error) {
    await stop();
    throw error;
  }

  let sent = 0n;
  return {
    async feed(records) {
      const raw = records.flatMap(({ transactions }) => transactions).map((text) => withFee(text, carrier));
      sent += BigInt(raw.length);
      const started = performance.now();
      for (let at = 0; at < raw.length; at += PER_BATCH)
        await post(
          url,
          raw.slice(at, at + PER_BATCH).map((text) => ['eth_sendRawTransaction', [text]]),
        );
      await until(MOST_MS, async () => {
        const [mined] = await post(url, [['eth_getTransactionCount', [carrier.address, 'latest']]]);
        return BigInt(String(mined)) >= sent;
      });
      return (performance.now() - started) / 1000;
    },
    [Symbol.asyncDispose]: stop,
  };
}

function withFee(raw: Hex, carrier: Signer): string {
  const transaction = Transaction.from(raw);
  transaction.signature = null;
  transaction.type = 2;
  transaction.maxFeePerGas = FEE;
  transaction.maxPriorityFeePerGas = 1n;
  transaction.signature = Signature.from(carrier.sign(transaction.unsignedHash as Hex));
  return transaction.serialized;
}

async function post(url: string, calls: readonly (readonly [string, readonly unknown[]])[]): Promise<unknown[]> {
  const body = JSON.stringify(calls.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params })));
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answers = (await response.json()) as { result?: unknown; error?: { message: string } }[];
  return answers.map(({ result, error }) => {
    if (error !== undefined) throw new Error(`geth --dev refused: ${error.message}`);
    return result;
  });
}

async function until(ms: number, done: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + ms; !(await done());) {
    if (performance.now() > end) throw new Error(`geth --dev was not ready within ${ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
