import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SYSTEM_CONTRACTS } from '../../sealer/network/genesis.ts';
import { connectEngineApi } from '../../sealer/engine/engine-api/connect-engine-api.ts';
import { request } from '../../sealer/engine/engine.ts';
import { CHAIN_ID, deployments, grow, makeNext, openTestChain, SEALER, startEngine } from '../sealer/support/chains.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { refusal } from '../support/refusal.ts';
import { gethOrSkip, isRunning, startGethEngine } from './support/geth.ts';

const SIGNAL = new AbortController().signal;

describe('go-ethereum as engine', function () {
  let binary = '';
  before(function () {
    binary = gethOrSkip(this);
  });

  it('is refused with another secret, of another chain, and with a file that is no secret', async () => {
    using folder = tempFolder();
    const { geth, engine } = await startGethEngine(binary, join(folder.path, 'geth'));
    await using _ = engine;
    const other = join(folder.path, 'other.hex');
    const connect = (jwtFile: string, chainId = CHAIN_ID): Promise<unknown> =>
      connectEngineApi({ place: { ...geth.place, jwtFile }, chainId, signal: SIGNAL });
    writeFileSync(other, '11'.repeat(32));
    expect(await refusal(() => connect(other))).to.equal('ENGINE_REFUSED');
    writeFileSync(other, 'no secret');
    expect(await refusal(() => connect(other))).to.equal('JWT_FILE');
    expect(await refusal(() => connect(join(folder.path, 'none')))).to.equal('JWT_FILE');
    expect(await refusal(() => connect(geth.place.jwtFile, 7n))).to.equal('ENGINE_MISMATCH');
  });

  it('is refused where there is no program, or one that is not go-ethereum', async () => {
    using folder = tempFolder();
    expect(await refusal(() => startGethEngine(join(folder.path, 'none'), folder.path))).to.equal('GETH_MISSING');
    expect(await refusal(() => startGethEngine('/bin/false', join(folder.path, 'geth')))).to.equal('GETH_FAILED');
  });

  it('refuses a block that does not come out as it was sealed, and a transaction out of order', async () => {
    using folder = tempFolder();
    await using embedded = await startEngine();
    const { engine } = await startGethEngine(binary, join(folder.path, 'geth'));
    await using _ = engine;
    const [one = '0x', two = '0x'] = deployments(0, 2);
    const input = { timestamp: 1_767_225_601n, prevRandao: `0x${'01'.repeat(32)}` as const, transactions: [one] };
    const made = await embedded.produce(input);
    const wrong = { ...input, ...made, transactions: [two] };
    expect(await refusal(() => engine.replay(wrong))).to.equal('EXECUTION_MISMATCH');
    const misnamed = { ...input, ...made, blockHash: `0x${'ab'.repeat(32)}` as const };
    expect(await refusal(() => engine.replay(misnamed))).to.equal('EXECUTION_MISMATCH');
    let failed: unknown;
    await engine.produce({ ...input, transactions: [two] }).catch((error: unknown) => (failed = error));
    expect(String(failed)).to.include('nonce too high');
    await engine.replay({ ...input, ...made });
  });

  it('makes and takes the very blocks of the embedded engine', async () => {
    using folder = tempFolder();
    const { engine } = await startGethEngine(binary, join(folder.path, 'geth'));
    await using _ = engine;
    await using embedded = await startEngine();
    expect(await engine.genesis()).to.deep.equal(await embedded.genesis());
    let nonce = 0;
    for (const count of [6, 0, 1, 120]) {
      const { number } = await engine.head();
      const input = {
        timestamp: 1_767_225_601n + number * 7n,
        prevRandao: `0x${'0c'.repeat(31)}${number.toString(16).padStart(2, '0')}` as const,
        transactions: deployments(nonce, count),
      };
      nonce += count;
      const made = await engine.produce(input);
      expect(await embedded.produce(input)).to.deep.equal(made);
      await engine.settle(made);
    }
    for (const method of ['eth_getBlockByNumber', 'eth_getBlockByHash'] as const) {
      const { blockHash } = await engine.head();
      const params = [method === 'eth_getBlockByHash' ? blockHash : 'latest', false];
      const [ours, theirs] = await Promise.all([embedded, engine].map((one) => request(one, method, params)));
      expect(blockFields(ours)).to.deep.equal(blockFields(theirs));
    }
    for (const address of SYSTEM_CONTRACTS) {
      const proofs = [embedded, engine].map((one) => request(one, 'eth_getProof', [address, [], 'latest']));
      const [ours, theirs] = await Promise.all(proofs);
      expect(ours)
        .to.have.property('accountProof')
        .that.deep.equals((theirs as { accountProof: unknown }).accountProof);
    }
  });

  it('takes up where its own disk ends, and goes back when the log has less', async () => {
    using folder = tempFolder();
    const [short, long] = ['short', 'long'].map((name) => mkdtempSync(join(folder.path, name)));
    if (short === undefined || long === undefined) throw new Error('two folders were made');
    const gethFolder = join(folder.path, 'geth');
    {
      await using chain = await openTestChain(short, { signer: SEALER });
      await grow(chain, 3);
    }
    const head = await (async () => {
      const { engine } = await startGethEngine(binary, gethFolder);
      await using chain = await openTestChain(long, { signer: SEALER, engine });
      return await grow(chain, 9);
    })();
    {
      const { engine } = await startGethEngine(binary, gethFolder);
      expect((await engine.head()).blockHash).to.equal(head.blockHash);
      await using chain = await openTestChain(short, { signer: SEALER, engine });
      expect(chain.head?.number).to.equal(3n);
      expect((await engine.head()).number).to.equal(3n);
      // Another block 4 than the long chain has.
      await makeNext(chain, deployments(3, 1), SEALER, 5n);
    }
    {
      const { engine } = await startGethEngine(binary, gethFolder);
      await using chain = await openTestChain(long, { signer: SEALER, engine });
      expect(chain.head?.sealHash).to.equal(head.sealHash);
      expect((await engine.head()).blockHash).to.equal(head.blockHash);
    }
  });

  it('stops when it is disposed', async () => {
    using folder = tempFolder();
    const { geth, engine } = await startGethEngine(binary, join(folder.path, 'geth'));
    expect(isRunning(geth.pid)).to.equal(true);
    await engine[Symbol.asyncDispose]();
    expect(isRunning(geth.pid)).to.equal(false);
  });
});

/** A block without what only describes it. */
function blockFields(block: unknown): Record<string, unknown> {
  const { totalDifficulty: _, size: __, ...fields } = block as Record<string, unknown>;
  return fields;
}
