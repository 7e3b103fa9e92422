import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toQuantity, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { freePorts } from '../../world/free-ports.ts';

export type HardhatNode = AsyncDisposable & {
  /** Sends the transactions of these blocks and mines after each block's last; seconds from the first request to the last answer. */
  feed(records: readonly BlockRecord[]): Promise<number>;
};

const CONFIG = fileURLToPath(new URL('hardhat-node.config.ts', import.meta.url));
const START_MS = 60_000;
const PER_BATCH = 100;

/**
 * A bare `hardhat node` (fork Osaka, zero fees, no logging), fed over HTTP with JSON-RPC batches of up to 100 eth_sendRawTransaction. Its blocks carry the
 * same transactions as the records, with the same timestamps.
 */
export async function startHardhatNode(): Promise<HardhatNode> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const cli = join(dirname(createRequire(import.meta.url).resolve('hardhat/package.json')), 'dist/src/cli.js');
  const child = spawn(
    process.execPath,
    [cli, '--config', CONFIG, 'node', '--network', 'bench', '--hostname', '127.0.0.1', '--port', String(port)],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await untilAnswering(url, child);
    await ask(url, [['hardhat_setLoggingEnabled', [false]]]);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    async feed(records) {
      const blocks = records.map(({ transactions, timestamp }) => ({
        batches: batchesOf(transactions),
        mine: JSON.stringify(
          requests([
            ['evm_setNextBlockTimestamp', [toQuantity(timestamp)]],
            ['evm_mine', []],
            ['eth_getBlockByNumber', ['latest', false]],
          ]),
        ),
        count: transactions.length,
      }));
      const started = performance.now();
      for (const { batches, mine, count } of blocks) {
        await Promise.all(batches.map((body) => post(url, body)));
        const answers = await post(url, mine);
        if (minedCount(answers.at(-1)) !== count) throw new Error('the Hardhat node left transactions out of a block');
      }
      return (performance.now() - started) / 1000;
    },
    [Symbol.asyncDispose]: stop,
  };
}

type Call = readonly [method: string, params: readonly unknown[]];

function requests(calls: readonly Call[]): object[] {
  return calls.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params }));
}

function batchesOf(transactions: readonly Hex[]): string[] {
  const calls = transactions.map((raw): Call => ['eth_sendRawTransaction', [raw]]);
  return Array.from({ length: Math.ceil(calls.length / PER_BATCH) }, (_, at) =>
    JSON.stringify(requests(calls.slice(at * PER_BATCH, (at + 1) * PER_BATCH))),
  );
}

function ask(url: string, calls: readonly Call[]): Promise<unknown[]> {
  return post(url, JSON.stringify(requests(calls)));
}

/** The results of a batch. @throws Error at the first that is an error */
async function post(url: string, body: string): Promise<unknown[]> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answers: unknown = await response.json();
  if (!Array.isArray(answers)) throw new Error(`the Hardhat node answered ${JSON.stringify(answers).slice(0, 200)}`);
  return answers.map((answer: { result?: unknown; error?: { message?: string } }) => {
    if (answer.error !== undefined) throw new Error(`the Hardhat node refused: ${answer.error.message}`);
    return answer.result;
  });
}

function minedCount(block: unknown): number {
  return typeof block === 'object' && block !== null && 'transactions' in block && Array.isArray(block.transactions)
    ? block.transactions.length
    : -1;
}

async function untilAnswering(url: string, child: { exitCode: number | null }): Promise<void> {
  const until = performance.now() + START_MS;
  for (;;) {
    try {
      await ask(url, [['eth_chainId', []]]);
      return;
    } catch (error) {
      if (child.exitCode !== null || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
