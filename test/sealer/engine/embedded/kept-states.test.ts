import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CARRIER, deployments, startEngine } from '../../support/chains.ts';
import { refusal } from '../../../support/refusal.ts';
import { request, type Engine } from '../../../../sealer/engine/engine.ts';
import { toQuantity, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';

/** Bytes that a block of one transaction may cost for ever: 20,500 without a bound, 7,000 with it. */
const BYTES_A_BLOCK = 13_000;
const MADE = 70;

describe('states that the embedded engine keeps', () => {
  let engine: Engine;
  let first: Hex;
  const count = async (place: unknown): Promise<unknown> =>
    request(engine, 'eth_getTransactionCount', [CARRIER.address, place]);

  before(async () => {
    engine = await startEngine();
    const hashes: Hex[] = [];
    for (let n = 0; n < MADE; n++) {
      const timestamp = 1_767_225_601n + BigInt(n);
      const made = await engine.produce({ timestamp, prevRandao: ZERO_32, transactions: deployments(n, 1) });
      hashes.push(made.blockHash);
    }
    first = hashes[0] ?? ZERO_32;
  });

  it('are not asked for beyond the newest 64 blocks', async () => {
    for (const place of ['earliest', '0x0', toQuantity(MADE - 64), { blockNumber: toQuantity(MADE - 64) }])
      expect(await refusal(() => count(place)), JSON.stringify(place)).to.equal('STATE_TOO_OLD');
    const calls: [method: string, params: unknown[]][] = [
      ['eth_call', [{ to: CARRIER.address, data: '0x' }, '0x1']],
      ['eth_getProof', [CARRIER.address, [], '0x1']],
      ['eth_getStorageAt', [CARRIER.address, ZERO_32, '0x1']],
      ['eth_getCode', [CARRIER.address, '0x1']],
      ['eth_getBalance', [CARRIER.address, '0x1']],
      ['eth_getBlockByNumber', ['0x1', false]],
    ];
    for (const [method, params] of calls)
      expect(await refusal(() => engine.answer(method, params)), method).to.equal('STATE_TOO_OLD');
  });

  it('are not found by the name of an older block either', async () => {
    expect(JSON.parse(await engine.answer('eth_getBlockByHash', [first, false]))).to.have.property('result', null);
    const old = [CARRIER.address, { blockHash: first }];
    expect(JSON.parse(await engine.answer('eth_getTransactionCount', old))).to.have.property('error');
  });

  it('are those of the newest 64 blocks', async () => {
    expect(await count('latest')).to.equal(toQuantity(MADE));
    expect(await count(toQuantity(MADE - 63))).to.equal(toQuantity(MADE - 63));
    expect(await count({ blockNumber: toQuantity(MADE - 63) })).to.equal(toQuantity(MADE - 63));
  });

  it('do not grow with the blocks', async function () {
    this.timeout(60_000);
    const program = new URL('support/measure-memory.ts', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    expect(Number(stdout), 'bytes a block').to.be.lessThan(BYTES_A_BLOCK);
  });
});
