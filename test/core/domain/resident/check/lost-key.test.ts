import { expect } from 'chai';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import {
  contentKeyOf,
  envelopeHead,
  sealEnvelope,
  wrapContentKey,
} from '../../../../../core/domain/crypto/envelope.ts';
import { LOST_KEY_CODES, type LostKeyCode } from '../../../../../core/domain/crypto/lost-key.ts';
import { withKey } from '../../../../../core/domain/keys/with-key.ts';
import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../../core/domain/ledger/kinds.ts';
import { channelOf } from '../../../../../core/domain/ledger/ids.ts';
import { encodeClosing } from '../../../../../core/domain/ownership/closing-content.ts';
import { encodeFrame } from '../../../../../core/domain/reading/frame.ts';
import { frameKeys } from '../../../../../core/domain/reading/payload.ts';
import { toHex } from '../../../../../core/domain/bytes/hex.ts';
import type { BillEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import { checkBill, type BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { SealedKind } from '../../../../../core/domain/sealed/carried-envelope.ts';
import { contextOf } from '../../../../support/context-of.ts';
import { actors, billWorld, METER, network, OBIS, periodKeyOf, periodKeys, record } from '../bill-fixture.ts';

const policy = { witnesses: [], required: 0 };
const next = withKey(actors.subscriber.address, accountFromMnemonic(createMnemonic()));
/** Later than anything of the bill: all of it was sealed for the lost key. */
const UNTIL = 1n << 40n;

type Sealed = { kind: SealedKind; envelope: Hex };

/** All that the bill's evidence seals for its reader. */
function sealedIn(evidence: BillEvidence): Sealed[] {
  const of = (kind: 'INVOICE' | 'PAYMENT' | 'RECEIPT' | 'METER_TRANSFER', data: Hex): Sealed => ({
    kind,
    envelope: decodeData(kind, data).envelope,
  });
  return [
    of('INVOICE', evidence.invoice.signed.data),
    ...evidence.payments.map(({ signed }) => of('PAYMENT', signed.data)),
    ...evidence.receipts.map(({ signed }) => of('RECEIPT', signed.data)),
    ...evidence.meters.flatMap(({ handovers }) =>
      (handovers ?? []).map(({ signed }) => of('METER_TRANSFER', signed.data)),
    ),
    ...evidence.periodKeyEnvelopes.map(({ envelope }): Sealed => ({ kind: 'PERIOD_KEYS', envelope })),
  ];
}

/**
 * The reader who lost the key, for whom everything was wrapped again but what is closed: nobody wrapped that, or somebody wrapped another key.
 */
async function reader(
  evidence: BillEvidence,
  isClosed: (sealed: Sealed) => boolean,
  code: LostKeyCode = 'KEY_LOST',
): Promise<Account> {
  const wraps = new Map<Hex, { from: Hex; wrapped: Uint8Array }[]>();
  for (const sealed of sealedIn(evidence)) {
    const { keyHash, addressees } = envelopeHead(sealed.envelope);
    const closed = isClosed(sealed);
    if (closed && code === 'KEY_LOST') continue;
    const contentKey = closed ? new Uint8Array(32).fill(6) : await contentKeyOf(sealed.envelope, actors.subscriber);
    const wrapped = await wrapContentKey(contentKey, next.encryptionKey);
    wraps.set(keyHash, [{ from: addressees.at(-1) ?? '0x', wrapped }]);
  }
  return { ...next, lost: { until: UNTIL, wraps, closed: new Map() } };
}

async function check(evidence: BillEvidence, account: Account): Promise<BillReport> {
  return checkBill({ network, account, policy, now: 0n, evidence });
}

function stateOf({ checks }: BillReport, name: string): string {
  const found = checks.find((each) => each.name === name);
  return `${found?.state} ${found?.code ?? ''}`.trim();
}

/** The first frame belongs to the owner before; the handover tells its register. */
async function withHandover(evidence: BillEvidence): Promise<BillEvidence> {
  const [first] = evidence.frames;
  if (first === undefined) throw new Error('no frames');
  const { blinding } = frameKeys({ periodKey: periodKeys[202609], channel: channelOf(METER, OBIS), sequence: 1n });
  const envelope = await sealEnvelope({
    content: encodeClosing({ registers: [{ obis: OBIS, value: 10_000n, blinding }] }),
    addressees: [actors.subscriber],
    context: contextOf(network, actors.company, 'METER_TRANSFER', { ledger: 'meters', subject: METER }),
  });
  const owner = actors.subscriber.address;
  const closings = [toHex(encodeFrame(first.frame))];
  const said = { meterId: METER, owner, estimated: false, closings, envelope };
  const handover = record('METER_TRANSFER', 'company', 'subscriber', 'meters', METER, said);
  // A key of that month of the new owner's own, which does not open what was read before.
  const own = await periodKeyOf(202609, new Uint8Array(32).fill(8), [actors.subscriber]);
  return {
    ...evidence,
    meters: evidence.meters.map((meter) => ({ ...meter, handovers: [handover] })),
    periodKeyEnvelopes: [...evidence.periodKeyEnvelopes.filter(({ period }) => period !== 202609), own],
  };
}

describe('a bill whose reader lost the key', () => {
  let evidence: BillEvidence;
  let handedOver: BillEvidence;
  before(async () => {
    ({ evidence } = await billWorld());
    handedOver = await withHandover(evidence);
  });

  /** By kind, the check that needs it; of all others none is an alarm. */
  const NEEDED_BY = {
    INVOICE: ['opened', 'terms', 'arithmetic', 'balance', 'receipt'],
    PERIOD_KEYS: ['readings', 'arithmetic', 'balance', 'receipt'],
    METER_TRANSFER: ['readings', 'arithmetic', 'balance', 'receipt'],
    PAYMENT: ['receipt'],
    RECEIPT: ['receipt'],
  } as const;

  it('passes what it passed before, once everything was wrapped again', async () => {
    for (const one of [evidence, handedOver]) {
      const before = await check(one, actors.subscriber);
      const after = await check(one, await reader(one, () => false));
      expect(after).to.deep.equal(before);
      expect(stateOf(after, 'arithmetic')).to.equal('passed');
      expect(stateOf(after, 'receipt')).to.equal('passed');
    }
  });

  for (const code of LOST_KEY_CODES)
    for (const [kind, names] of Object.entries(NEEDED_BY))
      it(`accuses nobody where ${kind} stays closed: ${code}`, async () => {
        const one = kind === 'METER_TRANSFER' ? handedOver : evidence;
        const account = await reader(one, (sealed) => sealed.kind === kind, code);
        const report = await check(one, account);
        expect(report.checks.filter(({ state }) => state === 'failed')).to.deep.equal([]);
        const [first, ...rest] = names;
        expect(stateOf(report, first)).to.equal(`waiting ${code}`);
        const before = await check(one, actors.subscriber);
        for (const { name, state } of report.checks)
          if (!names.some((needed) => needed === name)) expect(stateOf(before, name)).to.match(new RegExp(`^${state}`));
        for (const name of rest.filter((each) => each !== 'balance'))
          expect(stateOf(report, name)).to.equal('waiting EARLIER_CHECK');
      });

  it('accuses nobody where all of it stays closed', async () => {
    const report = await check(evidence, await reader(evidence, () => true));
    expect(report.checks.filter(({ state }) => state === 'failed')).to.deep.equal([]);
    expect(report.outstanding).to.equal(undefined);
  });

  it('does not ask again for what was paid where a payment stays closed', async () => {
    const unanswered = { ...evidence, receipts: [] };
    const isPayment = ({ kind }: Sealed): boolean => kind === 'PAYMENT';
    expect((await check(unanswered, actors.subscriber)).outstanding).to.equal(0n);
    expect((await check(unanswered, await reader(unanswered, isPayment))).outstanding).to.equal(undefined);
  });

  it('waits where one of two keys of a month stays closed and the other one opens nothing of it', async () => {
    const other = await periodKeyOf(202609, new Uint8Array(32).fill(8), [actors.subscriber]);
    const two = { ...evidence, periodKeyEnvelopes: [other, ...evidence.periodKeyEnvelopes] };
    const [lost] = evidence.periodKeyEnvelopes;
    const account = await reader(two, ({ envelope }) => envelope === lost?.envelope);
    expect(stateOf(await check(two, account), 'readings')).to.equal('waiting KEY_LOST');
    const without = { ...evidence, periodKeyEnvelopes: [other, ...evidence.periodKeyEnvelopes.slice(1)] };
    const all = await reader(without, () => false);
    expect(stateOf(await check(without, all), 'readings')).to.equal('failed PAYLOAD_NOT_OPENED');
  });

  it('is still told of what is wrong whoever reads it', async () => {
    const account = await reader(evidence, () => true);
    const frames = evidence.frames.map((own) => ({ ...own, ciphertext: new Uint8Array(own.ciphertext.length) }));
    expect(stateOf(await check({ ...evidence, frames }, account), 'readings')).to.equal('failed PAYLOAD_HASH_MISMATCH');
    const rates = [record('RATE', 'portal', 'company', 'tariffs', METER, priceOf(evidence))];
    expect(stateOf(await check({ ...evidence, rates }, account), 'arithmetic')).to.equal('failed SENDER_MISMATCH');
  });
});

function priceOf({ rates }: BillEvidence): ReturnType<typeof decodeData<'RATE'>> {
  const [rate] = rates;
  if (rate?.signed.block.kind !== KIND.RATE) throw new Error('no rate');
  return decodeData('RATE', rate.signed.data);
}
