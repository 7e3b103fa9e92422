import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toQuantity } from '../../../core/domain/bytes/hex.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { refusal } from '../../support/refusal.ts';
import { CARRIER, CHAIN_ID, grow, openTestChain, SEALER, startEngine } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;
const PROGRAM = new URL('support/measure-renewal.ts', import.meta.url).pathname;

describe('another engine in place of the one that makes blocks', () => {
  it('is refused when it comes to other blocks, and the present one goes on', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    const { number } = await grow(chain, 3);
    // Of another chain: the transactions are none there.
    const other = (): ReturnType<typeof startEngine> => startEmbeddedEngine(genesisOf(CHAIN_ID + 1n));
    expect(await refusal(() => chain.renew(other, SIGNAL))).to.equal('EXECUTION_MISMATCH');
    expect(chain.broken).to.equal(undefined);
    expect((await grow(chain, 1)).number).to.equal(number + 1n);
  });

  it('executes no more at the signal, and the present one goes on', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 3);
    const stop = new AbortController();
    const fresh = await startEngine();
    let executed = 0;
    const stopping: typeof fresh = {
      ...fresh,
      async replay(block) {
        executed++;
        await fresh.replay(block);
        stop.abort();
      },
    };
    const said = await chain.renew(async () => stopping, stop.signal).catch((error: unknown) => error);
    expect(said).to.have.property('name', 'AbortError');
    expect([executed, (await grow(chain, 1)).number]).to.deep.equal([1, 4n]);
    const closed = await fresh.answer('eth_chainId', []).catch((error: unknown) => error);
    expect(closed).to.have.property('message', 'the engine is closed');
  });

  it('takes over with every block, and the one before is closed', async () => {
    using folder = tempFolder();
    const first = await startEngine();
    await using chain = await openTestChain(folder.path, { signer: SEALER, engine: first });
    await grow(chain, 3);
    const renewing = chain.renew(startEngine, SIGNAL);
    await grow(chain, 3);
    await renewing;
    const said = await first.answer('eth_chainId', []).catch((error: unknown) => error);
    expect(said).to.have.property('message', 'the engine is closed');
    await grow(chain, 1);
    const nonce = await chain.request('eth_getTransactionCount', [CARRIER.address, 'latest']);
    expect([chain.head?.number, nonce]).to.deep.equal([7n, toQuantity(7)]);
  });

  it('keeps memory from growing with blocks, and makes none of them late', async function () {
    this.timeout(240_000);
    const measure = async (...how: string[]): Promise<{ bytes: number; longest: number }> => {
      const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...how]);
      return JSON.parse(stdout) as { bytes: number; longest: number };
    };
    const [as, renewed] = [await measure(), await measure('renew')];
    expect(as.bytes, 'bytes a block without').to.be.greaterThan(15_000);
    expect(renewed.bytes, 'bytes a block').to.be.lessThan(10_000);
    expect(renewed.longest, 'ms of a block').to.be.lessThan(1_000 + as.longest);
  });
});
