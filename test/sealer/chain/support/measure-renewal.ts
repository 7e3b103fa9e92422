import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { signZeroFee } from '../../../../core/domain/ledger/evm-transaction.ts';
import { openChain } from '../../../../sealer/chain/chain.ts';
import { openLogIndex } from '../../../../sealer/chain/index/log-index.ts';
import { makeSnapshot } from '../../../../sealer/snapshot/make-snapshot.ts';
import { startFromSnapshot } from '../../../../sealer/snapshot/start-from-snapshot.ts';
import { settleNetwork } from '../../../../sealer/network/network-file.ts';
import { CARRIER, CHAIN_ID, makeNext, NETWORK, RULES, sealsBy, SEALER, startEngine } from '../../support/chains.ts';

/**
 * Prints how many bytes the process grows with each block over rounds of blocks that leave the state as it is, and the longest that a block took, ms. With "renew" each round ends
 * with a snapshot and another engine, and blocks are made meanwhile.
 */
const [BLOCKS, PER_BLOCK] = [200, 5];
const renews = process.argv[2] === 'renew';
/** An allocator takes some ten MB more in one of the first rounds with another engine, once, and what it has swings by some MB; only what goes on is growth. */
const [WARM, ROUNDS] = renews ? [5, 4] : [1, 2];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const data = mkdtempSync(join(tmpdir(), 'domledger-renewal-'));
settleNetwork(join(data, 'network.json'), NETWORK);
const index = openLogIndex(join(data, 'index.db'), RULES);
const engine = await startEngine();
const chain = await openChain({ file: join(data, 'blocks.log'), engine, rules: RULES, index, signer: sealsBy(SEALER) });
const { signal } = new AbortController();

let nonce = 0n;
let longest = 0;
const make = async (): Promise<void> => {
  const calls = Array.from({ length: PER_BLOCK }, () => {
    const call = { nonce: nonce++, gasLimit: 100_000n, to: CARRIER.address, data: `0x${'5a'.repeat(1_000)}` } as const;
    return signZeroFee(CHAIN_ID, call, CARRIER).raw;
  });
  const began = performance.now();
  await makeNext(chain, calls);
  longest = Math.max(longest, performance.now() - began);
};
const round = async (): Promise<number> => {
  for (let n = 0; n < BLOCKS; n++) await make();
  if (renews) {
    await makeSnapshot({ data, signal });
    let isRenewed = false;
    const length = Number(chain.head?.number) + 1;
    const log = { length, read: (number: number) => chain.record(number) };
    const renewing = chain
      .renew(() => startFromSnapshot({ data, domain: RULES.domain, log }), signal)
      .finally(() => (isRenewed = true));
    while (!isRenewed) await make();
    await renewing;
  }
  collect();
  return process.memoryUsage.rss();
};
await makeNext(chain, []);
let before = 0;
for (let n = 0; n < WARM; n++) before = await round();
longest = 0;
let after = 0;
const from = chain.head?.number ?? 0n;
for (let n = 0; n < ROUNDS; n++) after = await round();
const bytes = Math.round((after - before) / Number((chain.head?.number ?? 0n) - from));
process.stdout.write(`${JSON.stringify({ bytes, longest: Math.round(longest) })}\n`);
await chain[Symbol.asyncDispose]();
index[Symbol.dispose]();
rmSync(data, { recursive: true });
