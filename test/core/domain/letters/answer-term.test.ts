import { expect } from 'chai';
import {
  answerDue,
  answerTerm,
  termOfLetter,
  type AppealAddressee,
} from '../../../../core/domain/letters/answer-term.ts';
import { checkProlong, checkRedirect } from '../../../../core/domain/letters/check-word.ts';
import { answerStanding, type SaidAnswer } from '../../../../core/domain/letters/answer-word.ts';
import { refusal } from '../../../support/refusal.ts';

/** 2026-11-27 was a Friday. */
const ON = '2026-11-27';
const letterTo = (addressee: AppealAddressee): ReturnType<typeof termOfLetter> =>
  termOfLetter({
    ...{ addressee, complaintAboutBill: false, timeZone: 'Europe/Moscow' },
    // Half past nine in the evening before, in UTC.
    at: BigInt(Date.parse('2026-11-26T21:30:00Z') / 1000),
  });
const said = (outcome: number, due = '', to: SaidAnswer['to'] = ''): SaidAnswer => ({ outcome, due, to });

describe('the term of an answer', () => {
  it('refuses to put an answer off where the act knows of none, too late, too far, and to redirect after seven days', async () => {
    const [company, portal] = [letterTo('company'), letterTo('portal')];
    const asked = { today: '2026-12-01', due: '2026-12-27', until: '2027-01-26' };
    const prolong = (letter: typeof portal, change: Partial<typeof asked> = {}): Promise<string | undefined> =>
      refusal(async () => checkProlong(letter, { ...asked, ...change }));
    expect(await prolong(company)).to.equal('PROLONG_NOT_KNOWN');
    expect(await prolong(portal, { today: '2026-12-28' })).to.equal('PROLONG_TOO_LATE');
    expect(await prolong(portal, { until: '2027-01-27' })).to.equal('PROLONG_TOO_FAR');
    expect(await prolong(portal, { until: '2026-12-27' })).to.equal('PROLONG_TOO_FAR');
    expect(await prolong(portal, { until: '2027-01-32' })).to.equal('DATE_INVALID');
    checkProlong(portal, asked);
    checkProlong(portal, { ...asked, today: '2026-12-27' });
    const [toCompany, me, to] = [`0x${'c0'.repeat(20)}`, `0x${'a0'.repeat(20)}`, `0x${'b0'.repeat(20)}`] as const;
    const word = { on: ON, today: '2026-12-04', me, to, isProvider: true };
    const redirect = (change: Partial<typeof word>): Promise<string | undefined> =>
      refusal(async () => checkRedirect({ company: toCompany, portal: me }, { ...word, ...change }));
    expect(await redirect({ today: '2026-12-05' })).to.equal('REDIRECT_TOO_LATE');
    expect(await redirect({ isProvider: false })).to.equal('REDIRECT_UNFIT');
    expect(await redirect({ to: me })).to.equal('REDIRECT_UNFIT');
    checkRedirect({ company: toCompany, portal: me }, word);
    checkRedirect({ company: to, portal: me }, { ...word, isProvider: false });
  });

  it('is counted from the local date on which the letter was signed', () => {
    expect(letterTo('company')).to.include({ on: ON, lawDue: '2026-12-11', latest: '2026-12-11' });
    expect(letterTo('portal')).to.include({ on: ON, lawDue: '2026-12-27', latest: '2027-01-26' });
  });

  it('is ten working days of the company, two for a complaint about its bill, and thirty days of provider and portal', () => {
    const due = (addressee: AppealAddressee, complaintAboutBill: boolean, on = ON): string =>
      answerDue(answerTerm({ addressee, complaintAboutBill, on }), on);
    expect(due('company', false)).to.equal('2026-12-11');
    expect(due('company', true)).to.equal('2026-12-01');
    // Saturday and Sunday are counted as the Friday before.
    expect([due('company', true, '2026-11-28'), due('company', true, '2026-11-29')]).to.deep.equal([
      '2026-12-01',
      '2026-12-01',
    ]);
    expect([due('provider', true), due('provider', false)]).to.deep.equal(['2026-12-27', '2026-12-27']);
    expect([due('portal', true), due('portal', false)]).to.deep.equal(['2026-12-27', '2026-12-27']);
    expect(due('company', false, '2019-03-04')).to.equal('2019-03-18');
  });

  it('goes by what the addressee said last, and is over with a final answer', () => {
    const law = '2026-12-27';
    const at = (answers: SaidAnswer[], today: string): unknown =>
      answerStanding(answers, { lawDue: law, latest: '2027-01-26' }, today);
    expect(at([], law)).to.deep.equal({ word: 'silent', due: law, to: '', late: false });
    expect(at([], '2026-12-28')).to.deep.equal({ word: 'silent', due: law, to: '', late: true });
    expect(at([said(2, law)], law)).to.deep.equal({ word: 'received', due: law, to: '', late: false });
    const prolonged = [said(2, law), said(2, '2027-01-20')];
    expect(at(prolonged, '2027-01-20')).to.include({ word: 'prolonged', due: '2027-01-20', late: false });
    expect(at(prolonged, '2027-01-21')).to.include({ word: 'prolonged', late: true });
    // A word that does not open keeps the day that was said before.
    expect(at([...prolonged, said(2)], '2027-01-20')).to.include({ word: 'received', due: '2027-01-20', late: false });
    expect(at([...prolonged, said(1)], '2028-01-01')).to.include({ word: 'answered', late: false });
    // Whatever day an addressee says, the law's last one is when it is late.
    const never = [said(2, '2099-12-31')];
    expect(at(never, '2027-01-26')).to.include({ word: 'prolonged', due: '2027-01-26', late: false });
    expect(at(never, '2027-01-27')).to.include({ word: 'prolonged', due: '2027-01-26', late: true });
    const company = answerStanding(never, letterTo('company'), '2026-12-12');
    expect(company).to.include({ word: 'received', due: '2026-12-11', late: true });
    const to = `0x${'ab'.repeat(20)}` as const;
    expect(at([said(3, '', to)], '2028-01-01')).to.include({ word: 'redirected', to, late: false });
  });
});
