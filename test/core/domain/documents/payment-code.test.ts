import { expect } from 'chai';
import fc from 'fast-check';
import { utf8 } from '../../../../core/domain/bytes/hex.ts';
import { encodeText } from '../../../../core/domain/documents/payment-code/code-pages.ts';
import { readEpcCode, writeEpcCode, type EpcFields } from '../../../../core/domain/documents/payment-code/epc-code.ts';
import { readGostCode, writeGostCode } from '../../../../core/domain/documents/payment-code/gost-code.ts';
import type { GostFields } from '../../../../core/domain/documents/payment-code/gost-fields.ts';
import { refusalOf } from '../../../support/refusal.ts';

const FIELDS: GostFields = {
  Name: 'ООО «Три кита»',
  PersonalAcc: '40702810138250123017',
  BankName: 'ПАО СБЕРБАНК',
  BIC: '044525225',
  CorrespAcc: '30101810400000000225',
  Sum: '512345',
  PersAcc: '12345678',
  PaymPeriod: '102026',
  TechCode: '02',
};
const EPC: EpcFields = {
  name: 'Stadtwerke Köln',
  iban: 'DE89370400440532013000',
  amount: 1234n,
  text: 'Rechnung 202610',
};

describe('the payment code after GOST R 56042-2014', () => {
  const refused = (over: Partial<GostFields>): string | undefined =>
    refusalOf(() => writeGostCode({ ...FIELDS, ...over }));

  it('refuses fields that are too long, empty or of another form', () => {
    for (const over of [
      { Name: '' },
      { Name: 'Щ'.repeat(161) },
      { BankName: 'Щ'.repeat(46) },
      { Purpose: 'Щ'.repeat(211) },
      { Purpose: 'one\ntwo' },
      { Sum: '12.34' },
      { Sum: '0' },
      { AddAmount: '-5' },
      { TechCode: '16' },
    ])
      expect(refused(over), JSON.stringify(over)).to.equal('PAYMENT_CODE_INVALID');
    expect(refused({ BIC: '14452522' })).to.equal('BIC_INVALID');
    expect(refused({ PersonalAcc: '40702810138250123018' })).to.equal('ACCOUNT_INVALID');
    expect(refused({ PayeeINN: '7707083894' })).to.equal('INN_INVALID');
    expect(refused({ KPP: '1' })).to.equal('KPP_INVALID');
    expect(refused({ OKTMO: '1' })).to.equal('OKTMO_INVALID');
  });

  it('refuses a block of payee and bank over 300 bytes, which another encoding may hold', () => {
    const long = { ...FIELDS, Name: 'Щ'.repeat(110) };
    expect(refusalOf(() => writeGostCode(long))).to.equal('PAYMENT_CODE_INVALID');
    for (const page of ['1', '3'] as const) expect(readGostCode(writeGostCode(long, page)).fields).to.deep.equal(long);
  });

  it('refuses characters that the encoding lacks, and values that use every separator', () => {
    expect(refusalOf(() => writeGostCode({ ...FIELDS, Purpose: 'счёт ₽ 漢' }, '1'))).to.equal('PAYMENT_CODE_INVALID');
    expect(refused({ Purpose: '|~_#$^&*/`@%' })).to.equal('PAYMENT_CODE_INVALID');
  });

  it('refuses to read what is no such code', () => {
    const good = new TextDecoder().decode(writeGostCode(FIELDS));
    for (const wrong of [
      '',
      'ST00012',
      good.replace('ST00012', 'ST00014'),
      good.replace('BIC=', 'BIK='),
      `${good}|BIC=044525225`,
      good.replace('Sum=', 'Sum=a'),
    ])
      expect(
        refusalOf(() => readGostCode(utf8(wrong))),
        wrong,
      ).to.equal('PAYMENT_CODE_INVALID');
    const torn = Uint8Array.from([...writeGostCode(FIELDS), 0xd0]);
    expect(refusalOf(() => readGostCode(torn))).to.equal('PAYMENT_CODE_INVALID');
  });

  it('writes header, payee and bank first, in the order of the standard', () => {
    const { Name, PersonalAcc, BankName, BIC, CorrespAcc } = FIELDS;
    expect(new TextDecoder().decode(writeGostCode(FIELDS))).to.equal(
      `ST00012|Name=${Name}|PersonalAcc=${PersonalAcc}|BankName=${BankName}|BIC=${BIC}|CorrespAcc=${CorrespAcc}` +
        '|Sum=512345|PersAcc=12345678|PaymPeriod=102026|TechCode=02',
    );
  });

  it('takes another separator throughout where a value has the first', () => {
    const fields = { ...FIELDS, Name: 'Дом|Двор', Purpose: 'a~b' };
    const text = new TextDecoder().decode(writeGostCode(fields));
    expect(text).to.match(/^ST00012_Name=Дом\|Двор_PersonalAcc=/);
    expect(readGostCode(utf8(text)).fields).to.deep.equal(fields);
  });

  it('reads names in lower case and passes over fields that it does not know', () => {
    const text =
      'ST00011|Name=ООО "УК"|PersonalAcc=40702810952090030727|BankName=ПАО Сбербанк|BIC=046015602|CorrespAcc=30101810600000000602' +
      '|Sum=381630|Purpose=Оплата за ЖКУ|PayeeINN=6168108630|PayerINN=|KPP=616801001|persAcc=987654331|paymPeriod=042026|category=001';
    const { fields, page } = readGostCode(encodeText(text, '1'));
    expect(page).to.equal('1');
    expect(fields).to.include({ PersAcc: '987654331', PaymPeriod: '042026', Sum: '381630', Purpose: 'Оплата за ЖКУ' });
    expect(fields).to.not.have.property('category');
  });

  it('gives back what it was given, in each encoding', () => {
    const value = fc
      .string({ unit: fc.constantFrom(...'абвЯЩёЁ №|~_=«»ABC 019.,;-') })
      .filter((text) => text !== '' && text.length < 40);
    fc.assert(
      fc.property(value, value, value, fc.constantFrom('1' as const, '2' as const), (Name, BankName, Purpose, page) => {
        const fields = { ...FIELDS, Name, BankName, Purpose };
        expect(readGostCode(writeGostCode(fields, page))).to.deep.equal({ fields, page });
      }),
    );
  });
});

describe('the payment code after EPC069-12', () => {
  const refused = (over: Partial<EpcFields>): string | undefined => refusalOf(() => writeEpcCode({ ...EPC, ...over }));

  it('refuses what is over the limits of the guideline', () => {
    for (const over of [
      { name: '' },
      { name: 'x'.repeat(71) },
      { text: 'x'.repeat(141) },
      { info: 'x'.repeat(71) },
      { name: 'two\nlines' },
      { amount: 0n },
      { amount: 100_000_000_000n },
      { purpose: 'HOUSE' },
      { reference: 'RF18539007547034' },
      { name: 'ü'.repeat(70), text: 'ü'.repeat(140) },
    ])
      expect(
        refused(over),
        JSON.stringify(over, (_, one) => String(one)),
      ).to.equal('PAYMENT_CODE_INVALID');
    expect(refused({ iban: 'DE89370400440532013001' })).to.equal('IBAN_INVALID');
    expect(refused({ bic: 'DEUT' })).to.equal('SWIFT_INVALID');
    expect(refusalOf(() => writeEpcCode({ name: 'x', iban: EPC.iban, amount: 1n, reference: 'RF00' }))).to.equal(
      'REFERENCE_INVALID',
    );
  });

  it('refuses to read what is no such code', () => {
    const good = new TextDecoder().decode(writeEpcCode(EPC));
    for (const wrong of ['', good.replace('002', '003'), good.replace('EUR12.34', 'EUR12,34'), `${good}\n\n\n\n`])
      expect(
        refusalOf(() => readEpcCode(utf8(wrong))),
        wrong,
      ).to.equal('PAYMENT_CODE_INVALID');
  });

  it('writes the lines of the guideline, and gives back what it was given', () => {
    expect(new TextDecoder().decode(writeEpcCode(EPC))).to.equal(
      'BCD\n002\n1\nSCT\n\nStadtwerke Köln\nDE89370400440532013000\nEUR12.34\n\n\nRechnung 202610',
    );
    const { text: _, ...rest } = EPC;
    const referenced = { ...rest, bic: 'DEUTDEFF', purpose: 'GDDS', reference: 'RF18539007547034', info: 'Oktober' };
    for (const fields of [EPC, referenced, { ...EPC, amount: 7n }])
      expect(readEpcCode(writeEpcCode(fields))).to.deep.equal(fields);
  });
});
