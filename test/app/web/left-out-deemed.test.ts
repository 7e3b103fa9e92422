import { expect } from 'chai';
import { loadLeftOut } from '../../../app/web/src/resident/load/load-left-out.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { moveClock } from '../../support/clock/move-clock.ts';
import { paymentData } from '../../support/payment-data.ts';
import { world } from '../../support/world.ts';
import { nowSeconds } from '../../support/world/actors.ts';
import { upkeepContract, upkeepInvoice } from '../../support/world/upkeep.ts';
import { changing, itemsOf, lyingPage, untilRead, type Json } from './support/lying-page.ts';

/** More than three working days and a weekend, with a holiday or two. */
const LONG_AGO = 14 * 86_400;
const AMOUNT = 5_000_000n;

describe('what a portal leaves out of a resident’s lists (H6, PROGRAMS 13), days later', () => {
  after(() => moveClock(0));

  it('is named: that a payment counts, since its issuer never answered it', async () => {
    moveClock(-LONG_AGO);
    await using house = await world({ portal: {}, ledger: { active: ['company'] } });
    const { ledger } = house;
    const { say, portal, network } = ledger;
    const { account: subscriber } = await house.portal.resident('flat-3');
    const contractId = await upkeepContract(ledger, subscriber);
    const { invoiceId } = await upkeepInvoice(ledger, { subscriber, contractId, amount: AMOUNT });
    const about = { ledger: 'contractLedger', to: subscriber.address, subject: invoiceId } as const;
    const payment = paymentData({
      ledger: network.contracts.contractLedger,
      networkHash: domainOf(network).networkHash,
      ...{ invoiceId, amount: AMOUNT, blinding: 7n, payer: subscriber.address },
      paymentReference: `0x${'5a'.repeat(32)}`,
      paidAt: nowSeconds() - 60n,
    });
    const paid = { ...about, from: portal, kind: KIND.PAYMENT, data: encodeData('PAYMENT', payment) };
    const paymentId = await say(paid);
    moveClock(0);
    const data = encodeData('PAYMENT_DEEMED', { invoiceId, paymentId });
    const digest = await say({ ...about, from: portal, kind: KIND.PAYMENT_DEEMED, data });
    await untilRead(house);
    const signedIn = { ...(await house.portal.signIn('flat-3')), account: subscriber };
    expect(await loadLeftOut(await lyingPage(signedIn))).to.deep.equal([]);
    const isDeemed = (act: unknown): boolean =>
      looseFields(looseFields(looseFields(act)['block']))['kindName'] === 'PAYMENT_DEEMED';
    const hidden = changing('/api/invoices', (body) => ({
      ...body,
      invoices: itemsOf(body, 'invoices').map((item): Json => ({
        ...item,
        acts: itemsOf(item, 'acts').filter((act) => !isDeemed(act)),
      })),
    }));
    expect(await loadLeftOut(await lyingPage(signedIn, hidden), 0)).to.deep.equal([
      { digest, kind: KIND.PAYMENT_DEEMED },
    ]);
  });
});
