import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { decodeHeader } from '../../../core/domain/seal/block-record.ts';
import { lockData } from '../../../sealer/chain/data-lock.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import { request } from '../../../sealer/engine/engine.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import type { Manifest } from '../../../sealer/snapshot/manifest.ts';
import { snapshotFolder } from '../../../sealer/snapshot/snapshot-folder.ts';
import { decodeState } from '../../../sealer/snapshot/state-bytes.ts';
import { writeSnapshot } from '../../../sealer/snapshot/write-snapshot.ts';
import { refusal } from '../../support/refusal.ts';
import { COMPANY, letIn, outcome, PORTAL, rate, startCompany, STRANGER, submit } from '../support/company.ts';
import { rotateTo } from '../support/rotate-to.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('a snapshot of the state', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'sealer');
  let sealer: RunningSealer;
  let rates = 0;

  before(async () => {
    sealer = await startCompany(data);
    await letIn(sealer, PORTAL, ROLE.portal);
    await letIn(sealer, STRANGER, ROLE.provider);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const head = (): bigint => sealer.chain.head?.number ?? 0n;
  const snapshot = (number?: bigint): Promise<Manifest> =>
    writeSnapshot({ data, domain: domainOf(sealer.network), ...(number === undefined ? {} : { number }) });
  /** Blocks of rates that the ledger takes, and of some that it refuses. */
  const trade = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const signed = rate(sealer.network, rates++, n % 3 === 2 ? STRANGER : COMPANY);
      const { body } = await submit(sealer.url, signed);
      await outcome(sealer.url, body['digest']);
    }
  };
  /** An engine from the snapshot makes of the blocks behind it what the chain made of them. */
  const goesOn = async (number: bigint): Promise<void> => {
    const manifest = snapshotFolder(data).manifest(number);
    const record = sealer.chain.record(Number(number));
    const { stateRoot } = decodeHeader(record.header);
    const state = snapshotFolder(data).state(manifest);
    const { blockHash } = record.seal;
    const from = { number, blockHash, timestamp: record.timestamp, stateRoot, state };
    await using engine = await startEmbeddedEngine(genesisOf(sealer.network.chainId), from);
    expect(await engine.head()).to.deep.equal({ number, blockHash });
    expect((await engine.genesis()).blockHash).to.equal(sealer.chain.record(0).seal.blockHash);
    for (let next = number + 1n; next <= head(); next++) {
      const block = sealer.chain.record(Number(next));
      await engine.replay({ ...block, blockHash: block.seal.blockHash });
    }
    const { tariffs } = sealer.network.contracts;
    for (const [method, params] of [
      ['eth_getCode', [tariffs, 'latest']],
      ['eth_getProof', [tariffs, [`0x${'00'.repeat(32)}`], 'latest']],
      ['eth_blockNumber', []],
    ] as const)
      expect(await request(engine, method, params)).to.deep.equal(await sealer.chain.request(method, params));
  };

  it('is refused of a block that is not there, in a folder without a log, and while another one is made', async () => {
    expect(await refusal(() => snapshot(0n))).to.equal('BLOCK_UNKNOWN');
    expect(await refusal(() => snapshot(head() + 1_000n))).to.equal('BLOCK_UNKNOWN');
    const domain = domainOf(sealer.network);
    expect(await refusal(() => writeSnapshot({ data: folder.path, domain }))).to.equal('DATA_MISSING');
    using _ = lockData(join(data, 'snapshots'));
    expect(await refusal(() => snapshot())).to.equal('DATA_IN_USE');
  });

  it('is refused by the engine when its state is not the one that is sealed', async () => {
    const manifest = await snapshot();
    const { number } = manifest;
    const state = snapshotFolder(data).state(manifest);
    const record = sealer.chain.record(Number(number));
    const { blockHash } = record.seal;
    const { stateRoot } = decodeHeader(record.header);
    const from = { number, blockHash, timestamp: record.timestamp, stateRoot };
    const genesis = genesisOf(sealer.network.chainId);
    // The lowest byte of the first account's nonce.
    const other = Uint8Array.from(state, (byte, at) => (at === 27 ? byte ^ 1 : byte));
    expect(await refusal(() => decodeState(state.subarray(0, -1)))).to.equal('SNAPSHOT_INVALID');
    expect(await refusal(() => startEmbeddedEngine(genesis, { ...from, state: other }))).to.equal('SNAPSHOT_STATE');
    const root: Hex = `0x${'11'.repeat(32)}`;
    expect(await refusal(() => startEmbeddedEngine(genesis, { ...from, stateRoot: root, state }))).to.equal(
      'SNAPSHOT_STATE',
    );
  });

  it('comes from the genesis or from the one before to the same bytes, while blocks are made', async () => {
    await trade(7);
    const first = await snapshot();
    const making = trade(9);
    const second = await snapshot();
    await making;
    const third = await snapshot(head() - 1n);
    expect([first.number < third.number, second.number <= third.number]).to.deep.equal([true, true]);
    await goesOn(third.number);
    const carried = snapshotFolder(data).state(third);
    rmSync(join(data, 'snapshots'), { recursive: true });
    const anew = await snapshot(third.number);
    expect(anew).to.deep.equal(third);
    expect(Buffer.compare(snapshotFolder(data).state(anew), carried)).to.equal(0);
  });

  it('is right over a change of the key of the seal, which sees the number of its block', async () => {
    await trade(1);
    await snapshot();
    const { recorded } = await rotateTo(sealer.url, data);
    await trade(2);
    const { number } = await snapshot();
    expect(number >= recorded).to.equal(true);
    await goesOn(number);
  });

  it('is refused where a piece or its manifest is damaged, and made anew from an earlier one', async () => {
    const store = snapshotFolder(data);
    await trade(1);
    const { number } = await snapshot();
    const place = join(data, 'snapshots', number.toString());
    const piece = join(place, '0.piece');
    const bytes = readFileSync(piece);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(piece, bytes);
    expect(await refusal(() => store.state(store.manifest(number)))).to.equal('SNAPSHOT_PIECE');
    rmSync(piece);
    expect(await refusal(() => store.state(store.manifest(number)))).to.equal('SNAPSHOT_PIECE');
    const manifest = JSON.parse(readFileSync(join(place, 'manifest.json'), 'utf8')) as object;
    for (const wrong of [
      { ...manifest, version: 2 },
      { ...manifest, number: '1' },
      { ...manifest, pieces: [] },
      'no JSON',
    ]) {
      writeFileSync(join(place, 'manifest.json'), typeof wrong === 'string' ? wrong : JSON.stringify(wrong));
      expect(await refusal(() => store.manifest(number))).to.equal('SNAPSHOT_INVALID');
    }
    const again = await snapshot(number);
    expect(store.state(again)).to.have.length(again.bytes);
    await goesOn(number);
  });

  it('leaves the newest two and those of whole hundred thousands, and nothing half made', async () => {
    const root = join(data, 'snapshots');
    for (const name of ['1', '2', '100000000000', '7.tmp']) mkdirSync(join(root, name), { recursive: true });
    const { number } = await snapshot();
    snapshotFolder(data).prune();
    const left = readdirSync(root).filter((name) => name !== 'lock.db' && !name.startsWith('lock.db'));
    expect(left).to.include('100000000000').and.to.include(number.toString());
    expect(left).to.not.include('7.tmp').and.to.not.include('1');
    expect(left).to.have.length(3);
    expect(existsSync(join(root, '100000000000'))).to.equal(true);
  });
});
