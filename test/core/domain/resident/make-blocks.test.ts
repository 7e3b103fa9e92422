import { rebuildFrames } from '../../../../core/domain/reading/rebuild-frames.ts';
import { expect } from 'chai';
import { decodeData, encodeData, type BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { deviceIdOf, verifyDeviceSignature } from '../../../../core/domain/crypto/device-signature.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { batchMessage, encodeFrame, frameDomain, frameHash, linkOf } from '../../../../core/domain/reading/frame.ts';
import { fromHex, toHex, utf8, ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { checkSignedBlock, internalBlockDigest, signBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { ALGORITHM, FLAG, KIND } from '../../../../core/domain/ledger/kinds.ts';
import { decodeReadings } from '../../../../core/domain/reading/readings-data.ts';
import { makeAppeal } from '../../../../core/domain/resident/make-appeal.ts';
import { makeCancel } from '../../../../core/domain/resident/make-cancel.ts';
import { makeCopy } from '../../../../core/domain/resident/make-copy.ts';
import { makeEnrol } from '../../../../core/domain/resident/make-enrol.ts';
import { makeManualReading } from '../../../../core/domain/resident/make-manual-reading.ts';
import { makeOfferWithdraw } from '../../../../core/domain/resident/make-offer-withdraw.ts';
import { makeOffer } from '../../../../core/domain/resident/make-offer.ts';
import { deviceKeyOfSignature, manualDeviceOf } from '../../../../core/domain/resident/manual-device.ts';
import { carriedBy } from '../../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../../core/domain/sealed/sealed-content.ts';
import { openOwnReadings } from '../../../../core/domain/reading/open-readings.ts';
import { contractState, readContract } from '../../../../core/domain/resident/read-contract.ts';
import type { ContractEvidence } from '../../../../core/domain/resident/read-contract.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import type { Recorded } from '../../../../core/domain/resident/recorded.ts';
import { contextOf } from '../../../support/context-of.ts';
import { LETTER_MAX } from '../../../../core/domain/limits.ts';
import { dataBytesMax } from '../../../../core/domain/ledger/data-bytes-max.ts';
import { actors, METER, network, OBIS, terms } from './bill-fixture.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

const { subscriber, provider, company, portal } = actors;
const author = { network, account: subscriber, timestamp: 1_793_000_000n };
const SALT = `0x${'5a'.repeat(32)}` as const;

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'accepted',
    (error: unknown) =>
      error instanceof InputError
        ? error.code
        : Promise.reject(error instanceof Error ? error : new Error('not an error')),
  );
}

function recorded(signed: SignedBlock): Recorded {
  return { digest: internalBlockDigest(domainOf(network), signed.ledger, signed.block), position: 1n, signed };
}

describe("a resident's blocks", () => {
  it('refuses an appeal to nobody, or without words', async () => {
    expect(await codeOf(makeAppeal({ ...author, category: 'question', addressees: {}, text: 'Why?' }))).to.equal(
      'APPEAL_WITHOUT_ADDRESSEE',
    );
    expect(await codeOf(makeAppeal({ ...author, category: 'question', addressees: { company }, text: '  ' }))).to.equal(
      'APPEAL_TEXT_LENGTH',
    );
    expect(
      await codeOf(makeAppeal({ ...author, category: 'question', addressees: { company }, text: 'a'.repeat(10_001) })),
    ).to.equal('APPEAL_TEXT_LENGTH');
  });

  it('refuses to read a letter that holds no text', async () => {
    const context = contextOf(network, subscriber, 'APPEAL');
    const envelope = await sealEnvelope({ content: utf8('{"words":"Why?"}'), addressees: [company], context });
    const carried = {
      ledger: network.contracts.readingLedger,
      from: subscriber.address,
      subject: ZERO_32,
      envelope,
    };
    expect(await codeOf(openSealed({ network, account: company, kind: 'APPEAL', carried }))).to.equal('LETTER_INVALID');
  });

  it('refuses a manual reading that falls or comes before the last', async () => {
    const tip = { sequence: 4n, time: 1_792_000_000n, frameHash: ZERO_32, value: 500n };
    const reading = { ...author, meterId: METER, obis: OBIS, exponent: 0, readers: [provider], tip };
    expect(await codeOf(makeManualReading({ ...reading, mantissa: 499n, time: 1_793_000_000n }))).to.equal(
      'READING_FALLS',
    );
    expect(await codeOf(makeManualReading({ ...reading, mantissa: 501n, time: 1_792_000_000n }))).to.equal(
      'READING_TIME',
    );
  });

  it('takes what a counter shows for the register, by the last one, and refuses to guess without it', async () => {
    const tip = { sequence: 4n, time: 1_792_000_000n, frameHash: ZERO_32, value: 199_950n };
    const reading = { ...author, meterId: METER, obis: OBIS, exponent: 0, readers: [provider], tip, wrap: 100_000n };
    const at = { time: 1_793_000_000n };
    expect(await codeOf(makeManualReading({ ...reading, ...at, mantissa: 99_940n }))).to.equal('READING_FALLS');
    expect(await codeOf(makeManualReading({ ...reading, ...at, mantissa: 100_000n }))).to.equal('DIGITS_EXCEEDED');
    const { value: _lost, ...closed } = tip;
    expect(await codeOf(makeManualReading({ ...reading, ...at, tip: closed, mantissa: 20n }))).to.equal(
      'TURNS_UNKNOWN',
    );
    expect((await makeManualReading({ ...reading, ...at, mantissa: 20n })).tip.value).to.equal(200_020n);
  });

  it('gives no number twice to readings of one register, since key, nonce and blinding follow from the number', async () => {
    const periodKey = new Uint8Array(32).fill(3);
    const tip = { sequence: 4n, time: 1_792_000_000n, frameHash: ZERO_32, value: 500n };
    const reading = { ...author, meterId: METER, obis: OBIS, exponent: 0, readers: [provider], tip, periodKey };
    const frameWith = async (mantissa: bigint, attempted?: bigint): Promise<[bigint, number]> => {
      const made = await makeManualReading({
        ...reading,
        mantissa,
        time: 1_793_000_000n,
        ...(attempted === undefined ? {} : { attempted }),
      });
      const [batch] = decodeReadings(made.blocks[0]?.data ?? '0x');
      const [frame] = batch?.frames ?? [];
      if (frame === undefined) throw new Error('no frame');
      // The number is stated behind a gap alone.
      expect(frame.sequence ?? tip.sequence + 1n).to.equal(made.tip.sequence);
      return [made.tip.sequence, frame.flags];
    };
    expect(await frameWith(510n)).to.deep.equal([5n, FLAG.manual]);
    expect(await frameWith(510n, 4n)).to.deep.equal([5n, FLAG.manual]);
    expect(await frameWith(511n, 5n)).to.deep.equal([6n, FLAG.manual | FLAG.gap]);
  });

  it('enrols so that only company and portal read which flat it is', async () => {
    const signed = await makeEnrol({ ...author, premise: 'flat-07', personalAccount: '1200007', company, portal });
    checkSignedBlock(domainOf(network), signed);
    const data = decodeData('ENROL', signed.data);
    expect(data.encryptionKey).to.equal(subscriber.encryptionKey);
    const read = { network, kind: 'ENROL', carried: carriedBy(signed, data) } as const;
    for (const account of [company, portal])
      expect(await openSealed({ ...read, account })).to.deep.equal({ premise: 'flat-07', personalAccount: '1200007' });
    expect(await codeOf(openSealed({ ...read, account: provider }))).to.equal('NOT_ADDRESSEE');
  });

  it('reads an appeal with the keys of each addressee and of nobody else', async () => {
    const { signed } = await makeAppeal({
      ...author,
      category: 'complaint',
      addressees: { company, provider },
      text: 'Cold.',
    });
    const data = decodeData('APPEAL', signed.data);
    expect(data.addressees).to.equal(5);
    const read = { network, kind: 'APPEAL', carried: carriedBy(signed, data) } as const;
    for (const account of [company, provider, subscriber])
      expect(await openSealed({ ...read, account })).to.deep.equal({ text: 'Cold.' });
    expect(await codeOf(openSealed({ ...read, account: portal }))).to.equal('NOT_ADDRESSEE');
  });

  it('makes of the longest letter, in the most bytes that its characters can take, a block that the queue takes', async () => {
    const text = '\u0001'.repeat(LETTER_MAX);
    const { signed } = await makeAppeal({
      ...author,
      category: 'question',
      addressees: { company, portal, provider },
      text,
    });
    const data = decodeData('APPEAL', signed.data);
    expect(fromHex(data.envelope).length).to.be.within(65_536, 68_526);
    expect(fromHex(signed.data).length).to.be.below(dataBytesMax(signed.block.kind));
    const read = { network, account: company, kind: 'APPEAL', carried: carriedBy(signed, data) } as const;
    expect(await openSealed(read)).to.deep.equal({ text });
  });

  it("makes a manual reading that chains, is signed by the account's own key and opens for its readers", async () => {
    const reading = { ...author, meterId: METER, obis: OBIS, exponent: 0, readers: [provider, company, portal] };
    const first = await makeManualReading({ ...reading, mantissa: 500n, time: 1_792_900_000n });
    const second = await makeManualReading({
      ...reading,
      mantissa: 520n,
      time: 1_793_000_000n,
      tip: first.tip,
      periodKey: first.periodKey,
      close: true,
    });
    expect([first.blocks.length, second.blocks.length]).to.deep.equal([2, 1]);

    const signed = second.blocks[0];
    if (signed === undefined) throw new Error('no block');
    const [batch] = decodeReadings(signed.data);
    const [calldata] = batch?.frames ?? [];
    if (batch === undefined || calldata === undefined) throw new Error('no frame');
    const device = deviceKeyOfSignature(checkSignedBlock(domainOf(network), signed), signed.signature);
    expect(batch.deviceId).to.equal(deviceIdOf(device));
    expect(device).to.deep.equal(manualDeviceOf(subscriber).key);
    const { sequence, time, frameHash: before } = first.tip;
    const heads = new Map([[calldata.channel, { sequence, time, link: linkOf(before) }]]);
    const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
    const [rebuilt] = rebuildFrames(batch, { algorithm: ALGORITHM.secp256k1, domain, heads });
    if (rebuilt === undefined) throw new Error('no frame');
    const { frame } = rebuilt;
    expect(verifyDeviceSignature(device, batchMessage([frameHash(encodeFrame(frame))]), batch.signature)).to.equal(
      true,
    );
    expect([frame.sequence, frame.previous, frame.flags]).to.deep.equal([
      2n,
      linkOf(first.tip.frameHash),
      FLAG.manual | FLAG.periodClose,
    ]);

    const announced = first.blocks[0];
    if (announced === undefined) throw new Error('no keys');
    const keys = decodeData('PERIOD_KEYS', announced.data);
    const own = { meterId: METER, obis: OBIS, frame, ciphertext: calldata.ciphertext };
    const opened = await openOwnReadings({
      network,
      account: provider,
      periodKeyEnvelopes: [keys],
      frames: [own],
    });
    expect(opened[0]).to.include({ state: 'opened', value: 520n });
    const stranger = await openOwnReadings({
      network,
      account: subscriber,
      periodKeyEnvelopes: [],
      frames: [own],
    });
    expect(stranger[0]).to.include({ state: 'closed', code: 'PERIOD_KEY_MISSING' });
  });
});

describe('a contract as its parties read it', () => {
  const form = {
    version: '1',
    resource: '1',
    provider: provider.address,
    subscriber: subscriber.address,
    meterIds: [],
    area: '54.30',
    residents: '2',
    from: '2026-01-01',
  } as const;
  const start = async (): Promise<{ contractId: `0x${string}`; evidence: ContractEvidence }> => {
    const { signed, contractId } = await makeOffer({
      ...author,
      form: { ...form, meterIds: [] },
      counterparty: provider,
    });
    return { contractId, evidence: { contractId, offer: recorded(signed), copies: [], cancels: [] } };
  };
  const theirs = { ...author, account: provider, counterparty: subscriber };
  const mine = { ...author, counterparty: provider };
  const stateOf = async (evidence: ContractEvidence): Promise<string> =>
    contractState(await readContract({ network, account: subscriber, evidence }));

  it('tells no area, residents or norm by the lengths of form and copy, which have room for any of as many meters', async () => {
    const meterIds = [METER, ZERO_32];
    const offer = await makeOffer({ ...mine, form: { ...form, meterIds, area: '0', residents: '0' } });
    const content = { salt: SALT, terms: { ...terms, meterIds, area: '5' } };
    const copy = await makeCopy({ ...mine, contractId: offer.contractId, content });
    const { envelope: formEnvelope } = decodeData('OFFER', offer.signed.data);
    const { envelope: copyEnvelope } = decodeData('COPY', copy.signed.data);
    const around = 34 + 2 * (22 + 161) + 12 + 16;
    expect([formEnvelope, copyEnvelope].map((envelope) => fromHex(envelope).length - around)).to.deep.equal([
      1_024, 1_024,
    ]);
  });

  it('refuses completed terms that change the form, and copies of different terms', async () => {
    const { contractId, evidence } = await start();
    const changed = await makeCopy({
      ...theirs,
      contractId,
      content: { salt: SALT, terms: { ...terms, residents: '5' } },
    });
    expect(await codeOf(stateOf({ ...evidence, copies: [recorded(changed.signed)] }))).to.equal('TERMS_CHANGED');
    const one = await makeCopy({ ...theirs, contractId, content: { salt: SALT, terms } });
    const other = await makeCopy({ ...mine, contractId, content: { salt: toHex(new Uint8Array(32)), terms } });
    expect(await codeOf(stateOf({ ...evidence, copies: [recorded(one.signed), recorded(other.signed)] }))).to.equal(
      'COPIES_DIFFER',
    );
  });

  it('refuses a copy whose public hash stands for other terms than those inside, or that binds other meters', async () => {
    const { contractId, evidence } = await start();
    const { signed } = await makeCopy({ ...theirs, contractId, content: { salt: SALT, terms } });
    const swapped = (change: Partial<BlockData['COPY']>): SignedBlock =>
      signBlock({
        domain: domainOf(network),
        ledger: signed.ledger,
        signer: provider,
        to: subscriber.address,
        kind: KIND.COPY,
        subject: contractId,
        data: encodeData('COPY', { ...decodeData('COPY', signed.data), ...change }),
        timestamp: author.timestamp,
      });
    const stateWith = (change: Partial<BlockData['COPY']>): Promise<string> =>
      codeOf(stateOf({ ...evidence, copies: [recorded(swapped(change))] }));
    expect(await stateWith({ subjectHash: SALT })).to.equal('SUBJECT_MISMATCH');
    expect(await stateWith({ meterIds: [] })).to.equal('METERS_OTHER');
    expect(await stateWith({ meterIds: [SALT] })).to.equal('METERS_OTHER');
  });

  it('refuses a copy of another contract, or one that a stranger signed', async () => {
    const { evidence } = await start();
    const elsewhere = await makeCopy({ ...theirs, contractId: METER, content: { salt: SALT, terms } });
    expect(await codeOf(stateOf({ ...evidence, copies: [recorded(elsewhere.signed)] }))).to.equal('CONTRACT_OTHER');
    const stranger = await makeCopy({
      ...theirs,
      account: company,
      contractId: evidence.contractId,
      content: { salt: SALT, terms },
    });
    expect(await codeOf(stateOf({ ...evidence, copies: [recorded(stranger.signed)] }))).to.equal('SENDER_MISMATCH');
    expect(await codeOf(stateOf({ ...evidence, contractId: METER }))).to.equal('CONTRACT_OTHER');
  });

  it("refuses another contract's cancellation", async () => {
    const { evidence } = await start();
    const cancel = { contractId: SALT, effectiveDate: 1_795_000_000n, reason: 'Moving.' };
    const astray = recorded(await makeCancel({ ...mine, ...cancel }));
    expect(await codeOf(stateOf({ ...evidence, cancels: [astray] }))).to.equal('CONTRACT_OTHER');
  });

  it('is withdrawn by who offered it until the other side signed; refuses a withdrawal that no ledger takes, or of another contract', async () => {
    const { contractId, evidence } = await start();
    const withdrawal = (by: typeof mine | typeof theirs, id = contractId): Recorded =>
      recorded(makeOfferWithdraw({ ...by, contractId: id, counterparty: by.counterparty.address }));
    expect(await stateOf({ ...evidence, withdrawal: withdrawal(mine) })).to.equal('withdrawn');
    expect(await codeOf(stateOf({ ...evidence, withdrawal: withdrawal(mine, SALT) }))).to.equal('CONTRACT_OTHER');
    expect(await codeOf(stateOf({ ...evidence, withdrawal: withdrawal(theirs) }))).to.equal('WITHDRAWAL_NOT_TAKEN');
    const copy = recorded((await makeCopy({ ...theirs, contractId, content: { salt: SALT, terms } })).signed);
    const copied = { ...evidence, copies: [copy] };
    expect(await stateOf({ ...copied, withdrawal: withdrawal(theirs) })).to.equal('withdrawn');
    expect(await codeOf(stateOf({ ...copied, withdrawal: withdrawal(mine) }))).to.equal('WITHDRAWAL_NOT_TAKEN');
  });

  it('goes from form to signed by two equal copies, and is cancelled by two', async () => {
    const { contractId, evidence } = await start();
    expect(await stateOf(evidence)).to.equal('awaitingThem');
    const copy = recorded((await makeCopy({ ...theirs, contractId, content: { salt: SALT, terms } })).signed);
    expect(await stateOf({ ...evidence, copies: [copy] })).to.equal('awaitingMe');
    const read = await readContract({ network, account: subscriber, evidence: { ...evidence, copies: [copy] } });
    if (read.content === undefined) throw new Error('no terms');
    const reply = recorded((await makeCopy({ ...mine, contractId, content: read.content })).signed);
    const copies = [copy, reply];
    expect(await stateOf({ ...evidence, copies })).to.equal('signed');
    const cancel = { contractId, effectiveDate: 1_795_000_000n, reason: 'Moving.' };
    const first = recorded(await makeCancel({ ...mine, ...cancel }));
    expect(await stateOf({ ...evidence, copies, cancels: [first] })).to.equal('cancelRequested');
    const later = cancel.effectiveDate + 86_400n;
    const second = recorded(await makeCancel({ ...theirs, ...cancel, effectiveDate: later }));
    const cancelled = { ...evidence, copies, cancels: [first, second] };
    expect(await stateOf(cancelled)).to.equal('cancelled');
    const ends = await readContract({ network, account: subscriber, evidence: cancelled });
    expect(ends).to.include({ endByMe: cancel.effectiveDate, endByThem: later });
  });
});
