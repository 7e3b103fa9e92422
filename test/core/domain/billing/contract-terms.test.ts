import { expect } from 'chai';
import {
  checkCompletion,
  completeTerms,
  defaultTemplate,
  type MeterFacts,
} from '../../../../core/domain/billing/contract-template.ts';
import {
  contractSubjectHash,
  encodeContractContent,
  encodeContractForm,
  parseContractContent,
  parseForm,
  parseOfferContent,
  parseTerms,
  type ContractForm,
} from '../../../../core/domain/billing/contract-terms.ts';
import { utf8 } from '../../../../core/domain/bytes/hex.ts';
import { obisFromText } from '../../../../core/domain/ledger/ids.ts';
import { refusal } from '../../../support/refusal.ts';
import { bytes32, meteredTerms, METER, normTerms, PROVIDER, SUBSCRIBER, upkeepTerms } from './bill-sample.ts';

const form: ContractForm = {
  version: '1',
  resource: '1',
  provider: PROVIDER,
  subscriber: SUBSCRIBER,
  meterIds: [METER],
  area: '54.3',
  residents: '2',
  from: '2026-10-01',
};
const meter: MeterFacts = {
  meterId: METER,
  owner: SUBSCRIBER,
  provider: PROVIDER,
  resource: 1,
  unit: 1,
  exponent: 0,
  obis: ['1-0:1.8.0*255', '1-0:1.8.1*255', '1-0:1.8.2*255', '1-0:1.8.3*255'].map(obisFromText),
};
const template = defaultTemplate(1, '70000');

describe('contract terms', () => {
  it('refuse unknown, missing and malformed fields', async () => {
    const wrong: object[] = [
      { ...meteredTerms(), extra: '1' },
      { ...meteredTerms(), from: '2026-02-30' },
      { ...meteredTerms(), from: 'soon' },
      { ...meteredTerms(), zones: '4' },
      { ...meteredTerms(), area: '1e3' },
      { ...meteredTerms(), residents: 2 },
      { ...meteredTerms(), version: '2' },
      { ...meteredTerms(), meterIds: [METER, METER] },
      { ...upkeepTerms(), meterIds: [METER] },
      { ...meteredTerms(), installation: 'perhaps' },
    ];
    for (const terms of wrong)
      expect(await refusal(() => parseTerms(terms)), JSON.stringify(terms)).to.equal('TERMS_INVALID');
    expect(await refusal(() => parseForm({ ...form, zones: '1' }))).to.equal('TERMS_INVALID');
    expect(await refusal(() => parseContractContent(utf8('{}')))).to.equal('TERMS_INVALID');
    expect(await refusal(() => parseContractContent(utf8('no json')))).to.equal('JSON_NOT_CANONICAL');
  });

  it('have another subject hash for any other term or salt', () => {
    const hash = contractSubjectHash({ salt: bytes32(1), terms: meteredTerms() });
    expect(contractSubjectHash({ salt: bytes32(2), terms: meteredTerms() })).to.not.equal(hash);
    expect(contractSubjectHash({ salt: bytes32(1), terms: meteredTerms({ residents: '3' }) })).to.not.equal(hash);
  });

  it('come back from an envelope as they went, forms as forms', () => {
    const content = { salt: bytes32(1), terms: normTerms() };
    expect(parseContractContent(encodeContractContent(content))).to.deep.equal(content);
    expect(parseOfferContent(encodeContractContent(content))).to.deep.equal(content);
    expect(parseOfferContent(encodeContractForm(form))).to.deep.equal({ form });
  });
});

describe('completing a form', () => {
  it('refuses a meter that is not registered for this subscriber, provider and resource', async () => {
    for (const change of [{ owner: PROVIDER }, { provider: SUBSCRIBER }, { resource: 2 }, { meterId: bytes32(9) }]) {
      expect(await refusal(() => completeTerms({ form, template, meters: [{ ...meter, ...change }] }))).to.equal(
        'METER_NOT_OF_CONTRACT',
      );
    }
  });
  it('refuses another resource, meters that count differently, and forms without what the bill needs', async () => {
    const other = { ...meter, meterId: bytes32(9), exponent: -1 };
    const bare = { ...form, meterIds: [] };
    const upkeep = { ...bare, resource: '6', area: '0.00' };
    expect(await refusal(() => completeTerms({ form, template: defaultTemplate(2, null), meters: [] }))).to.equal(
      'RESOURCE_NOT_SERVED',
    );
    expect(await refusal(() => completeTerms({ form, template, meters: [meter, other] }))).to.equal('METERS_DIFFER');
    expect(await refusal(() => completeTerms({ form: { ...bare, residents: '0' }, template, meters: [] }))).to.equal(
      'RESIDENTS_MISSING',
    );
    expect(await refusal(() => completeTerms({ form: bare, template: defaultTemplate(1, null), meters: [] }))).to.equal(
      'SERVICE_NEEDS_METER',
    );
    expect(
      await refusal(() => completeTerms({ form: upkeep, template: defaultTemplate(6, null), meters: [] })),
    ).to.equal('AREA_MISSING');
    expect(await refusal(() => defaultTemplate(7, null))).to.equal('RESOURCE_UNKNOWN');
  });
  it('takes all registered meters and their zones, also when the form names none', () => {
    const terms = completeTerms({ form: { ...form, meterIds: [] }, template, meters: [meter] });
    expect(terms).to.deep.include({ meterIds: [METER], zones: '3', unit: '1', exponent: '0', norm: null });
    expect(parseTerms(terms)).to.deep.equal(terms);
    const single = completeTerms({ form, template, meters: [{ ...meter, obis: [obisFromText('1-0:1.8.0*255')] }] });
    expect(single.zones).to.equal('1');
  });
  it('bills by norm or area where there is no meter', () => {
    expect(completeTerms({ form: { ...form, meterIds: [] }, template, meters: [] })).to.deep.include({
      meterIds: [],
      norm: '70000',
      zones: '1',
    });
    const upkeep = completeTerms({
      form: { ...form, resource: '6', meterIds: [] },
      template: defaultTemplate(6, null),
      meters: [meter],
    });
    expect(upkeep).to.deep.include({ meterIds: [], norm: null, unit: '0' });
  });
  it('takes area and residents from the list of premises where the form leaves them open, and refuses others', async () => {
    const open = { ...form, resource: '6', meterIds: [], area: '0', residents: '0' };
    const premise = { area: '54.30', residents: '2' };
    const complete = (given: ContractForm): unknown =>
      completeTerms({ form: given, template: defaultTemplate(6, null), meters: [], premise });
    expect(await refusal(() => complete({ ...open, area: '54.31' }))).to.equal('PREMISE_DIFFERS');
    expect(await refusal(() => complete({ ...open, residents: '3' }))).to.equal('PREMISE_DIFFERS');
    const terms = completeTerms({ form: open, template: defaultTemplate(6, null), meters: [], premise });
    expect(terms).to.deep.include(premise);
    expect(complete({ ...open, area: '54.3' })).to.deep.include({ area: '54.3', residents: '2' });
    checkCompletion(open, terms);
  });
  it('is refused by the subscriber when the provider changed what the form says', async () => {
    const terms = completeTerms({ form, template, meters: [meter] });
    checkCompletion(form, terms);
    for (const change of [
      { residents: '3' },
      { area: '60' },
      { from: '2026-11-01' },
      { meterIds: [] },
      { provider: SUBSCRIBER },
    ]) {
      expect(await refusal(() => checkCompletion(form, { ...terms, ...change }))).to.equal('TERMS_CHANGED');
    }
  });
});
