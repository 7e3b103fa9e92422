import { expect } from 'chai';
import { encodeClosing } from '../../../../core/domain/ownership/closing-content.ts';
import { encodeFlatFact } from '../../../../core/domain/premises/flat-fact-content.ts';
import { encodeBill } from '../../../../core/domain/billing/bill.ts';
import { encodePayment, encodeReceipt } from '../../../../core/domain/billing/bill-settle.ts';
import { encodeContractContent, encodeContractForm } from '../../../../core/domain/billing/contract-terms.ts';
import { canonicalJson } from '../../../../core/domain/bytes/canonical-json.ts';
import { toHex, utf8, type Hex, ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import {
  openSealed,
  readSealed,
  UnreadableContent,
  type Effect,
  type SealedContents,
} from '../../../../core/domain/sealed/sealed-content.ts';
import type { Carried, SealedKind } from '../../../../core/domain/sealed/carried-envelope.ts';
import { carriedContext } from '../../../../core/domain/sealed/carried-envelope.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { network } from '../resident/bill-fixture.ts';
import { bytes32, meteredTerms, sampleBill } from '../billing/bill-sample.ts';

const PLACE = { ledger: network.contracts.readingLedger, sender: 7, subject: bytes32(6), period: 202610 };
const [reader, stranger] = [newAccount(), newAccount()];
const BILL = sampleBill().content;
const CONTRACT = { salt: bytes32(1), terms: meteredTerms() };
const { version, resource, provider, subscriber, meterIds, area, residents, from } = CONTRACT.terms;
const FORM = { version, resource, provider, subscriber, meterIds, area, residents, from };
const PAYMENT = { amount: 700n, blinding: 9n, orderId: 'order-1', purpose: 'October' };
const RECEIPT = {
  version: '1' as const,
  invoiceId: bytes32(2),
  paymentId: bytes32(3),
  amount: '700',
  total: '700',
  paid: '700',
  outstanding: '0',
  allocation: ['700'],
};

/** Of each kind: a content as its sender encodes it, what it is read as, another one that is of no use, and its code. */
const CASES: {
  readonly [K in SealedKind]: {
    bytes: Uint8Array;
    content: SealedContents[K];
    useless: Uint8Array;
    code: string;
    effect: Effect;
  };
} = {
  ENROL: {
    bytes: utf8(canonicalJson({ premise: 'flat-01', personalAccount: 'A1' })),
    content: { premise: 'flat-01', personalAccount: 'A1' },
    useless: utf8(canonicalJson({ premise: '', personalAccount: 'A1' })),
    code: 'ENROLMENT_INVALID',
    effect: 'not registered',
  },
  METER_TRANSFER: {
    bytes: encodeClosing({ registers: [{ obis: '0x0100010800ff', value: 7n, blinding: 9n }] }),
    content: { registers: [{ obis: '0x0100010800ff', value: 7n, blinding: 9n }] },
    useless: utf8(canonicalJson({ registers: [{ obis: '0x01', value: '7', blinding: '9' }] })),
    code: 'CLOSING_INVALID',
    effect: 'closing register stays closed',
  },
  FLAT_FACT: {
    bytes: encodeFlatFact({ value: 5430n, blinding: 9n }),
    content: { value: 5430n, blinding: 9n },
    useless: utf8(canonicalJson({ value: '5430', blinding: '-9' })),
    code: 'FLAT_FACT_INVALID',
    effect: 'not billed by',
  },
  OFFER: {
    bytes: encodeContractForm(FORM),
    content: { form: FORM },
    useless: utf8(canonicalJson({ form: 'none' })),
    code: 'TERMS_INVALID',
    effect: 'not answered',
  },
  COPY: {
    bytes: encodeContractContent(CONTRACT),
    content: CONTRACT,
    useless: encodeContractForm(FORM),
    code: 'TERMS_INVALID',
    effect: 'not signed',
  },
  CANCEL: {
    bytes: utf8(canonicalJson({ reason: 'I move.' })),
    content: { reason: 'I move.' },
    useless: utf8(canonicalJson({ text: 'I move.' })),
    code: 'REASON_INVALID',
    effect: 'counts by its public date',
  },
  INVOICE: {
    bytes: encodeBill(BILL),
    content: BILL,
    useless: utf8('{}'),
    code: 'BILL_INVALID',
    effect: 'not payable',
  },
  PAYMENT: {
    bytes: encodePayment(PAYMENT),
    content: PAYMENT,
    useless: utf8(canonicalJson({ amount: '1' })),
    code: 'PAYMENT_INVALID',
    effect: 'refused with a reason',
  },
  RECEIPT: {
    bytes: encodeReceipt(RECEIPT),
    content: RECEIPT,
    useless: utf8(canonicalJson({ version: '2' })),
    code: 'RECEIPT_INVALID',
    effect: 'proves nothing',
  },
  PAYMENT_REFUSED: {
    bytes: utf8(canonicalJson({ reason: 'It does not open.' })),
    content: { reason: 'It does not open.' },
    useless: utf8(canonicalJson({ text: 'It does not open.' })),
    code: 'REASON_INVALID',
    effect: 'shown by its reason code',
  },
  REFUND_ORDER: {
    bytes: utf8(canonicalJson({ amount: '700', blinding: '5' })),
    content: { amount: 700n, blinding: 5n },
    useless: utf8(canonicalJson({ amount: '0', blinding: '5' })),
    code: 'REFUND_INVALID',
    effect: 'not paid out',
  },
  APPEAL: {
    bytes: utf8(canonicalJson({ text: 'It is cold.' })),
    content: { text: 'It is cold.' },
    useless: utf8(canonicalJson({ text: 'It is cold.', more: 'x' })),
    code: 'LETTER_INVALID',
    effect: 'answered as unreadable',
  },
  APPEAL_ANSWER: {
    bytes: utf8(canonicalJson({ due: '2026-12-11', text: '', to: '' })),
    content: { due: '2026-12-11', text: '', to: '' },
    useless: utf8(canonicalJson({ due: '2026-02-30', text: '', to: '' })),
    code: 'LETTER_INVALID',
    effect: 'shown as unreadable',
  },
  PERIOD_KEYS: {
    bytes: new Uint8Array(32).fill(7),
    content: new Uint8Array(32).fill(7),
    useless: new Uint8Array(31),
    code: 'PERIOD_KEY_INVALID',
    effect: 'passed over',
  },
};

/** A block's envelope in its place: by the device of a meter for period keys, by a sender about a subject for the others. */
function placed<K extends SealedKind>(kind: K, envelope: Hex, change: Partial<typeof PLACE> = {}): Carried[K] {
  const { period, ledger, sender, subject } = { ...PLACE, ...change };
  const carried =
    kind === 'PERIOD_KEYS'
      ? { deviceId: bytes32(sender), meterId: subject, period, envelope }
      : { ledger, from: toHex(new Uint8Array(20).fill(sender)), subject, envelope };
  return carried as Carried[K];
}

function sealIn(kind: SealedKind, content: Uint8Array): Promise<Hex> {
  const context = carriedContext(network, kind, placed(kind, '0x'));
  return sealEnvelope({ content, addressees: [reader], context });
}

async function stateOf(
  kind: SealedKind,
  envelope: Hex,
  account = reader,
  change: Partial<typeof PLACE> = {},
): Promise<string> {
  const sealed = await readSealed({ network, account, kind, carried: placed(kind, envelope, change) });
  return sealed.state === 'opened' ? sealed.state : `${sealed.state} ${sealed.code}`;
}

function flipLast(envelope: Hex): Hex {
  return `${envelope.slice(0, -1)}${envelope.endsWith('0') ? '1' : '0'}` as Hex;
}

describe('what a block seals', () => {
  for (const kind of Object.keys(CASES) as SealedKind[]) {
    const { bytes, content, useless, code, effect } = CASES[kind];
    it(`of ${kind} is opened for an addressee, closed to others, damaged where nobody can use it, which has one effect`, async () => {
      const envelope = await sealIn(kind, bytes);
      const reading = { network, account: reader, kind, carried: placed(kind, envelope) };
      expect(await readSealed(reading)).to.deep.equal({ state: 'opened', content });
      expect(await openSealed(reading)).to.deep.equal(content);
      expect(await stateOf(kind, envelope, stranger)).to.equal('closed NOT_ADDRESSEE');

      expect(await stateOf(kind, '0x')).to.equal('damaged ENVELOPE_MALFORMED');
      expect(await stateOf(kind, flipLast(envelope))).to.equal('damaged ENVELOPE_BROKEN');
      const wrong = await sealIn(kind, useless);
      expect(await stateOf(kind, wrong)).to.equal(`damaged ${code}`);
      const carried = placed(kind, wrong);
      const caught: unknown = await openSealed({ ...reading, carried }).catch((error: unknown) => error);
      expect(caught).to.be.instanceOf(UnreadableContent).and.to.include({ kind, code, effect });
    });

    it(`of ${kind} is damaged in the block of another sender, on another ledger, of another kind or about something else`, async () => {
      const envelope = await sealIn(kind, bytes);
      const elsewhere: Partial<typeof PLACE>[] =
        kind === 'PERIOD_KEYS'
          ? [{ sender: 8 }, { subject: bytes32(8) }, { period: 202611 }]
          : [{ sender: 8 }, { subject: bytes32(8) }, { ledger: network.contracts.meters }];
      for (const change of elsewhere)
        expect(await stateOf(kind, envelope, reader, change), JSON.stringify(change)).to.equal(
          'damaged ENVELOPE_BROKEN',
        );
      for (const other of Object.keys(CASES) as SealedKind[])
        if (other !== kind) expect(await stateOf(other, envelope), other).to.equal('damaged ENVELOPE_BROKEN');
      const carried = placed(kind, envelope);
      for (const strange of [
        { ...network, chainId: 1n },
        { ...network, salt: ZERO_32 },
      ]) {
        const { state } = await readSealed({ network: strange, account: reader, kind, carried });
        expect(state).to.equal('damaged');
      }
    });
  }

  it('of an answer says something: a text, a day or who is to be asked', async () => {
    const state = async (said: Record<string, string>): Promise<string> => {
      const content = utf8(canonicalJson({ due: '', text: '', to: '', ...said }));
      return stateOf('APPEAL_ANSWER', await sealIn('APPEAL_ANSWER', content));
    };
    expect(await state({})).to.equal('damaged LETTER_INVALID');
    for (const said of [{ text: 'No.' }, { due: '2026-12-11' }, { to: `0x${'ab'.repeat(20)}` }])
      expect(await state(said)).to.equal('opened');
  });

  it('of text is UTF-8 and canonical, or damaged: no reader may see other letters than another', async () => {
    const cases = [
      [Uint8Array.of(...utf8('{"text":"'), 0xff, ...utf8('"}')), 'damaged UTF8_INVALID'],
      [utf8('{ "text": "It is cold." }'), 'damaged JSON_NOT_CANONICAL'],
    ] as const;
    for (const [content, state] of cases)
      expect(await stateOf('APPEAL', await sealIn('APPEAL', content))).to.equal(state);
  });
});
