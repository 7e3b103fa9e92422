import { expect } from 'chai';
import fc from 'fast-check';
import { parseBic, parseRussianAccount } from '../../../../core/domain/documents/requisites/bank-account.ts';
import { parseCreditorReference, parseIban, parseSwift } from '../../../../core/domain/documents/requisites/iban.ts';
import { parseInn, parseKpp, parseOktmo } from '../../../../core/domain/documents/requisites/inn.ts';
import { parseServiceId, parseUnifiedAccount } from '../../../../core/domain/documents/requisites/personal-account.ts';
import { parseUin } from '../../../../core/domain/documents/requisites/uin.ts';
import { refusalOf } from '../../../support/refusal.ts';

/** Requisites that organisations publish for payments to them. */
const ACCOUNTS = [
  ['044525700', '40702810800001400002', '30101810200000000700'],
  ['044525823', '40702810000000011692', '30101810200000000823'],
  ['046015602', '40702810952090030727', '30101810600000000602'],
  ['049401601', '40702810268000010356', '30101810400000000601'],
] as const;
const INNS = ['7707083893', '7707017509', '5504036333', '6168108630', '1841008627', '500100732259'];
/** Numbers of charges from public test data of the state's payments system; the last needs the second pass of weights. */
const UINS = ['32117072411021588933', '0355431000000000011629713'];
/** The IBAN registry's own examples. */
const IBANS = [
  'DE89370400440532013000',
  'GB29NWBK60161331926819',
  'FR1420041010050500013M02606',
  'NO9386011117947',
  'MT84MALT011000012345MTLCAST001S',
];

/** Every text that differs in one digit. */
function* mistyped(text: string): Iterable<string> {
  for (const [at, digit] of [...text].entries())
    for (const other of '0123456789')
      if (/\d/.test(digit) && other !== digit) yield `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
}

function takes(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('requisites of a payment', () => {
  it('refuses an INN of another form, and one with any one digit mistyped in an organisation’s', () => {
    for (const wrong of ['', '770708389', '77070838930', '0000000000', '77O7083893'])
      expect(refusalOf(() => parseInn(wrong))).to.equal('INN_INVALID');
    for (const inn of INNS.filter(({ length }) => length === 12))
      expect([...mistyped(inn)].filter((text) => takes(parseInn, text))).to.deep.equal([]);
    // Mod 11 and then mod 10: a sum of 10 counts as 0, so a few of an organisation's 90 mistakes pass.
    for (const inn of INNS.filter(({ length }) => length === 10)) {
      const all = [...mistyped(inn)];
      expect(all.filter((text) => takes(parseInn, text)).length).to.be.lessThan(all.length / 10);
    }
  });

  it('takes the INN that organisations and persons have', () => {
    for (const inn of INNS) expect(parseInn(inn)).to.equal(inn);
  });

  it('refuses KPP, OKTMO and bank codes of another form', () => {
    expect(refusalOf(() => parseKpp('6168010011'))).to.equal('KPP_INVALID');
    expect(refusalOf(() => parseOktmo('453800001'))).to.equal('OKTMO_INVALID');
    for (const wrong of ['044525', '144525225', '04452522X'])
      expect(refusalOf(() => parseBic(wrong))).to.equal('BIC_INVALID');
    for (const wrong of ['DEUTDEF', 'DEUTDEFF5', 'deutdeff'])
      expect(refusalOf(() => parseSwift(wrong))).to.equal('SWIFT_INVALID');
    expect([parseKpp('616801001'), parseOktmo('45380000'), parseSwift('DEUTDEFF500')]).to.have.lengthOf(3);
  });

  it('refuses a mistyped account, an account of another bank, and another bank’s correspondent account', () => {
    const [bic, account, correspondentAccount] = ACCOUNTS[0];
    const refused = (over: object): string | undefined =>
      refusalOf(() => parseRussianAccount({ account, bic, correspondentAccount, ...over }));
    expect(refused({})).to.equal(undefined);
    for (const text of mistyped(account)) expect(refused({ account: text }), text).to.equal('ACCOUNT_INVALID');
    expect(refused({ account: account.slice(1) })).to.equal('ACCOUNT_INVALID');
    expect(refused({ account: ACCOUNTS[1][1] })).to.equal('ACCOUNT_INVALID');
    expect(refused({ correspondentAccount: ACCOUNTS[1][2] })).to.equal('ACCOUNT_INVALID');
    expect(refused({ correspondentAccount: '30101810300000000700' })).to.equal('ACCOUNT_INVALID');
    expect(refused({ bic: '04452570' })).to.equal('BIC_INVALID');
  });

  it('takes accounts that organisations publish', () => {
    for (const [bic, account, correspondentAccount] of ACCOUNTS)
      expect(parseRussianAccount({ account, bic, correspondentAccount }).account).to.equal(account);
  });

  it('refuses personal accounts of another form, and writes Cyrillic letters in Latin', () => {
    for (const wrong of ['80KX47854', '80ЮЯ478547', '8047854700', '80KX478547-01'])
      expect(
        refusalOf(() => parseUnifiedAccount(wrong)),
        wrong,
      ).to.equal('PERSONAL_ACCOUNT_INVALID');
    expect(refusalOf(() => parseServiceId('80KX478547'))).to.equal('PERSONAL_ACCOUNT_INVALID');
    expect(parseUnifiedAccount('80кх478547')).to.equal('80KX478547');
    expect(parseServiceId('80РС558347-01')).to.equal('80PC558347-01');
  });

  it('refuses a number of a charge with any one digit mistyped, and one that was invented', () => {
    for (const wrong of ['1234567890123456789', '12345678901234567894', 'A2117072411021588933'])
      expect(
        refusalOf(() => parseUin(wrong)),
        wrong,
      ).to.equal('UIN_INVALID');
    for (const uin of UINS) {
      expect(parseUin(uin)).to.equal(uin);
      const all = [...mistyped(uin)];
      expect(all.filter((text) => takes(parseUin, text)).length).to.be.lessThan(all.length / 10);
    }
  });

  it('refuses an IBAN with any digit mistyped, of another length or from outside the SEPA area', () => {
    for (const iban of IBANS) {
      expect(parseIban(iban.replace(/(.{4})/g, '$1 '))).to.equal(iban);
      expect([...mistyped(iban)].filter((text) => takes(parseIban, text))).to.deep.equal([]);
      expect(refusalOf(() => parseIban(iban.slice(0, -1)))).to.equal('IBAN_INVALID');
    }
    expect(refusalOf(() => parseIban('SA0380000000608010167519'))).to.equal('IBAN_INVALID');
  });

  it('refuses a creditor reference that is mistyped', () => {
    expect(parseCreditorReference('RF18539007547034')).to.equal('RF18539007547034');
    for (const text of mistyped('RF18539007547034'))
      expect(
        refusalOf(() => parseCreditorReference(text)),
        text,
      ).to.equal('REFERENCE_INVALID');
  });

  it('throws nothing but refusals, whatever the text', () => {
    const parsers = [
      parseInn,
      parseKpp,
      parseOktmo,
      parseBic,
      parseUnifiedAccount,
      parseServiceId,
      parseUin,
      parseIban,
      parseSwift,
      parseCreditorReference,
    ];
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(parsers.length - 1), (text, which) => {
        const code = refusalOf(() => parsers[which]?.(text));
        expect(code === undefined || code.endsWith('_INVALID')).to.equal(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
