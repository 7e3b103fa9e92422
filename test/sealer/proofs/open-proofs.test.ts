import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { ledgerSlots } from '../../../core/domain/seal/light-client.ts';
import { createLog } from '../../../core/runtime/log.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { openProofs, type Proofs } from '../../../sealer/proofs/open-proofs.ts';
import { startProver } from '../../../sealer/proofs/start-prover.ts';
import { decodeHeader } from '../../../core/domain/seal/block-record.ts';
import { makeSnapshot } from '../../../sealer/snapshot/make-snapshot.ts';
import { snapshotFolder } from '../../../sealer/snapshot/snapshot-folder.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, COMPANY, letIn, outcome, PORTAL, rate, startCompany, STRANGER, submit } from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;

describe('proofs beside the engine', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'sealer');
  let sealer: RunningSealer;
  let proofs: Proofs;
  let rates = 0;
  const digests: Hex[] = [];

  before(async () => {
    sealer = await startCompany(data);
    await letIn(sealer, PORTAL, ROLE.portal);
    await letIn(sealer, STRANGER, ROLE.provider);
    await trade(3);
    await makeSnapshot({ data, signal: SIGNAL });
    proofs = own(0);
  });
  after(async () => {
    await proofs[Symbol.asyncDispose]();
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  function own(engineSlots: number): Proofs {
    const settings = { data, engine: 'embedded', snapshotEvery: 5_000 } as const;
    const log = createLog('test', 'silent');
    return openProofs({ chain: sealer.chain, settings, log, signal: SIGNAL, engineSlots, againMs: 200 });
  }
  async function trade(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      // Every third is refused by the ledger.
      const { body } = await submit(sealer.url, rate(sealer.network, rates++, n % 3 === 2 ? STRANGER : COMPANY));
      digests.push(body['digest'] as Hex);
      await outcome(sealer.url, body['digest']);
    }
  }
  const head = (): bigint => sealer.chain.head?.number ?? 0n;
  const tag = (number = head()): Hex => `0x${number.toString(16)}`;
  /** What anybody asks: each ledger, one that is none, slots that hold something and slots that do not. */
  const questions = (number?: bigint): [Hex, Hex[], Hex][] =>
    [...Object.values(sealer.network.contracts), COMPANY.address].map((address) => [
      address,
      [ZERO_32, `0x${'00'.repeat(31)}01`, ...digests.slice(-4).map((digest) => ledgerSlots(digest).position)],
      tag(number),
    ]);
  /** A busy machine is behind for a moment. */
  const proved = (question: readonly unknown[]): Promise<string> =>
    waitFor('a proof', () =>
      proofs.answer(question).catch((error: unknown) => {
        if (!(error instanceof TransientError)) throw error;
        return undefined;
      }),
    );
  /** Nodes give a slot as the shortest quantity or as it was asked for. */
  const result = (text: string): unknown =>
    JSON.parse(text, (name, value: unknown) => (name === 'key' ? BigInt(value as string).toString() : value));

  it('are refused while their state is prepared, and then where it is too old', async () => {
    const [question] = questions();
    expect(await refusal(() => proofs.answer(question ?? []))).to.equal('PROOFS_PREPARED');
    await proved(question ?? []);
    expect(await refusal(() => proofs.answer([COMPANY.address, [], 'earliest']))).to.equal('STATE_TOO_OLD');
    expect(await refusal(() => proofs.answer([COMPANY.address, [], tag(head() + 1n)]))).to.equal('PROOFS_PREPARED');
  });

  it("are the engine's, of whatever is asked, block after block", async () => {
    for (let turn = 0; turn < 4; turn++) {
      await trade(3);
      for (const question of [...questions(), ...questions(head() - 3n)])
        expect(result(await proved(question)), question.join(' ')).to.deep.equal(
          result(await sealer.chain.answer('eth_getProof', question)),
        );
    }
    const latest = [sealer.network.contracts.tariffs, [ZERO_32], 'latest'];
    expect(result(await proved(latest))).to.deep.equal(result(await sealer.chain.answer('eth_getProof', latest)));
  });

  it('go on from another state where blocks were longer than can be followed', async () => {
    const blocks = Array.from({ length: 200 }, () => signedBlockToJson(rate(sealer.network, rates++)));
    await ask(`${sealer.url}/v1/queue`, blocks);
    const { body } = await submit(sealer.url, rate(sealer.network, rates++));
    await outcome(sealer.url, body['digest']);
    const longest = Math.max(
      ...Array.from({ length: 20 }, (_, n) => sealer.chain.record(Number(head()) - n).transactions.length),
    );
    expect(longest).to.be.greaterThan(32);
    const [question] = questions();
    await proved(question ?? []);
    expect(readdirSync(join(data, 'snapshots')).filter((name) => /^\d+$/.test(name))).to.have.length(2);
  });

  it('are asked of the engine while the state is small, and each is made once', async () => {
    await using small = own(1_000_000);
    const { chain } = sealer;
    const [question] = questions();
    const engines = await chain.answer('eth_getProof', question ?? []);
    const [one, other] = await Promise.all([small.answer(question ?? []), small.answer(question ?? [])]);
    expect(result(one)).to.deep.equal(result(engines));
    expect(other).to.equal(one);
    expect((await ask(`${sealer.url}/rpc`, rpc(question ?? []))).body['result']).to.deep.equal(
      (JSON.parse(engines) as { result: unknown }).result,
    );
  });

  it('are not made of a state whose root is not the sealed one', async () => {
    const store = snapshotFolder(data);
    const manifest = store.manifest(store.numbers()[0] ?? 0n);
    const { number, stateRoot } = manifest;
    await using prover = startProver();
    const state = store.state(manifest);
    expect(await said(() => prover.load(number, state, ZERO_32))).to.match(/sealed is 0x00/);
    await prover.load(number, state, stateRoot);
    const { stateRoot: next } = decodeHeader(sealer.chain.record(Number(number)).header);
    const change = { address: COMPANY.address, nonce: 7n, slots: [] };
    expect(await said(() => prover.change(number + 1n, [change], next))).to.match(/has root/);
    expect(await said(() => prover.change(number + 2n, [], next))).to.match(/no state before block/);
    expect(await prover.prove(number + 1n, COMPANY.address, [])).to.equal(undefined);
    // An account that has nothing is none (EIP-161).
    await prover.change(number + 1n, [{ ...change, nonce: 0n }], next);
    await prover[Symbol.asyncDispose]();
    expect(await said(() => prover.prove(number, COMPANY.address, []))).to.match(/ended/);
  });
});

function rpc(params: readonly unknown[]): object {
  return { jsonrpc: '2.0', id: 1, method: 'eth_getProof', params };
}

async function said(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing';
}
