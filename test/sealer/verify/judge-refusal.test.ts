import { join } from 'node:path';
import { expect } from 'chai';
import { ZERO_32, ZERO_ADDRESS } from '../../../core/domain/bytes/hex.ts';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { evidenceToJson, parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import {
  internalBlockDigest,
  signBlock,
  type Signer,
  type SignedBlock,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import type { SignedAdmission } from '../../../core/domain/seal/admission-receipt.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import { openRefusalDesk } from '../../../sealer/promises/refusal-desk.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { brokenOrUnproved, judgeRefusal, type RefusalVerdict } from '../../../sealer/verify/judge-refusal.ts';
import { receiptAt } from '../../support/receipts.ts';
import { refusal } from '../../support/refusal.ts';
import { cheatingWith, type Cheating } from '../support/cheating.ts';
import { blockOf, COMPANY, letIn, rate, startCompany, STRANGER, SUBSCRIBER } from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('judge of what a ledger refused though it was promised', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  let key: Signer;
  let cheat: Cheating;
  before(async () => {
    const data = join(folder.path, 'sealer');
    sealer = await startCompany(data, { heartbeat: '1h' });
    key = await loadSigningKey(data, 'seal');
    await letIn(sealer, SUBSCRIBER, ROLE.subscriber);
    await letIn(sealer, STRANGER, ROLE.provider);
    cheat = cheatingWith(sealer, key);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const appeal = (over: { replaces?: `0x${string}` } = {}): SignedBlock =>
    signBlock({
      domain: domainOf(sealer.network),
      ledger: sealer.network.contracts.readingLedger,
      signer: SUBSCRIBER,
      to: COMPANY.address,
      kind: KIND.APPEAL,
      subject: ZERO_32,
      data: encodeData('APPEAL', {
        category: 1,
        addressees: 1,
        provider: ZERO_ADDRESS,
        about: ZERO_32,
        envelope: `0x${(++letters).toString(16).padStart(64, '0')}`,
      }),
      timestamp: newest().timestamp,
      ...over,
    });
  let letters = 0;
  const newest = (): BlockRecord => sealer.chain.record(Number(sealer.chain.head?.number ?? 0n));
  const suspension = (): SignedBlock =>
    blockOf(sealer.network, COMPANY, 'SUSPEND', { account: SUBSCRIBER.address }, { to: SUBSCRIBER.address });
  const restoring = (): SignedBlock =>
    blockOf(sealer.network, COMPANY, 'RESTORE', { account: SUBSCRIBER.address }, { to: SUBSCRIBER.address });
  const digestOf = ({ ledger, block }: SignedBlock): `0x${string}` =>
    internalBlockDigest(domainOf(sealer.network), ledger, block);
  /** The receipt that the queue gives at the newest block, for the next `count` ones. */
  const promised = (signed: SignedBlock, count = 3n): SignedAdmission =>
    receiptAt(domainOf(sealer.network), key, newest(), {
      digest: digestOf(signed),
      key: signed.block.from,
      byBlock: newest().number + count,
    });
  const records = (): unknown[] =>
    Array.from({ length: Number(newest().number) + 1 }, (_, number) => JSON.parse(sealer.chain.recordText(number)));
  const judge = async (admission: SignedAdmission, history = records()): Promise<RefusalVerdict> => {
    await using engine = await startEmbeddedEngine(genesisOf(sealer.network.chainId));
    return await judgeRefusal({ network: sealer.network, admission, records: history, engine });
  };
  const blocksOf = (admission: SignedAdmission): BlockRecord[] =>
    Array.from({ length: Number(admission.byBlock - admission.head) + 1 }, (_, i) =>
      sealer.chain.record(Number(admission.head) + i),
    );

  it('proves a promise broken where the company suspended the sender in front of his appeal', async () => {
    const letter = appeal();
    const admission = promised(letter);
    await cheat.seal(suspension());
    await cheat.seal(letter);
    await cheat.seal(restoring());
    const verdict = await judge(admission);
    expect(verdict.state).to.equal('broken');
    const number = admission.head + 1n;
    expect(brokenOrUnproved(verdict))
      .to.include(`SUSPEND in block ${number}`)
      .and.include(`block ${number + 1n} carries`);

    const desk = { network: sealer.network, chain: sealer.chain, statuses: { of: async () => undefined } };
    const log = createLog('test', 'silent');
    await using busy = openRefusalDesk({ ...desk, log, keep: () => undefined, mostWaiting: 0 });
    expect(await refusal(() => busy.judge(admission))).to.equal('JUDGE_BUSY');

    const { seal } = sealer.network;
    const accused = { domain: domainOf(sealer.network), signer: seal.address, targetBits: seal.targetBits };
    const evidence = { kind: 'refused-promise' as const, admission, blocks: blocksOf(admission) };
    expect(await refusal(() => checkEvidence(evidence, accused))).to.equal('EXECUTION_NEEDED');
    expect(parseEvidence(evidenceToJson(evidence, accused))).to.deep.equal(evidence);
    const short = { ...evidence, blocks: evidence.blocks.slice(0, -1) };
    expect(await refusal(() => checkEvidence(short, accused))).to.equal('EVIDENCE_INVALID');
    const forged = { ...evidence, admission: { ...admission, byBlock: admission.byBlock - 1n } };
    expect(await refusal(() => checkEvidence(forged, accused))).to.equal('EVIDENCE_INVALID');
    const other = { ...evidence, admission: promised(appeal()) };
    expect(await refusal(() => checkEvidence(other, accused))).to.equal('EVIDENCE_INVALID');
  });

  it('proves it as well where the suspension stands in the same block, and other work of the company in between', async () => {
    const letter = appeal();
    const admission = promised(letter);
    await cheat.seal(rate(sealer.network, 1), suspension(), rate(sealer.network, 1, STRANGER), letter);
    await cheat.seal(restoring());
    await cheat.seal();
    const verdict = await judge(admission);
    expect(brokenOrUnproved(verdict)).to.include('SUSPEND').and.not.include('RESTORE');
  });

  it('takes a promise for kept where the sender himself put something in front', async () => {
    const first = appeal();
    const second = appeal({ replaces: digestOf(first) });
    const admission = promised(first);
    await cheat.seal(rate(sealer.network, 2), second, first);
    await cheat.seal();
    await cheat.seal();
    const verdict = await judge(admission);
    expect(verdict).to.include({ state: 'kept' }).and.have.property('why').that.includes('without what the company');
  });

  it('takes a promise for kept where the ledger refuses it at its head already', async () => {
    const late = rate(sealer.network, 1, STRANGER);
    const admission = promised(late);
    await cheat.seal(rate(sealer.network, 3), late);
    await cheat.seal();
    await cheat.seal();
    const verdict = await judge(admission);
    expect(verdict).to.include({ state: 'kept' }).and.have.property('why').that.includes('behind the head');
  });

  it('takes a promise for kept where what the company signed stood in the chain when it was given', async () => {
    const letter = appeal();
    await cheat.seal(suspension());
    const admission = promised(letter);
    await cheat.seal(letter);
    await cheat.seal();
    await cheat.seal(restoring());
    const verdict = await judge(admission);
    expect(verdict).to.include({ state: 'kept' }).and.have.property('why').that.includes('nothing that the company');
  });

  it('takes a promise for kept where the block is recorded after all within its time, and for broken where only later', async () => {
    const letter = appeal();
    const admission = promised(letter, 4n);
    const short = promised(letter, 3n);
    await cheat.seal(suspension());
    await cheat.seal(letter);
    await cheat.seal(restoring());
    expect(await judge(admission))
      .to.have.property('why')
      .that.includes('is not over in this history');
    await cheat.seal(letter);
    expect(await judge(admission)).to.include({ state: 'kept', why: `block ${newest().number} records it` });
    expect(await judge(short)).to.include({ state: 'broken' });
  });

  it('says why it cannot judge where the history is another one, or too short', async () => {
    const letter = appeal();
    const admission = promised(letter);
    expect(await judge(admission, records().slice(0, 2)))
      .to.have.property('why')
      .that.includes('ends before block');
    const elsewhere = { ...admission, headSeal: ZERO_32 };
    expect(await judge(elsewhere))
      .to.have.property('why')
      .that.includes('is another one');
    await cheat.seal();
    await cheat.seal();
    await cheat.seal();
    const verdict = await judge(admission);
    expect(verdict).to.include({ state: 'unjudged' }).and.have.property('why').that.includes('no block');
    expect(await refusal(() => brokenOrUnproved(verdict))).to.equal('EVIDENCE_INVALID');
  });
});
