import { expect } from 'chai';

import { commit } from '../../core/domain/crypto/commitment.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { billable, invoiceOf } from './support/billable-house.ts';
import { invoiceData, lineOf, lineOpening } from './support/billing.ts';

/** 0.055 and 0.06 of the currency unit per Wh. */
const RATE = 55_000_000_000n;
const LATER = 60_000_000_000n;

describe('Metered lines over a change of the rate', () => {
  it('are taken as two lines that meet where the rate changes', async () => {
    const house = await billable();
    const { first, close, nextClose } = house.frames;
    const change = { resource: RESOURCE.electricity, zone: 0, mantissa: 6n, exponent: -2, validFrom: close.time };
    await house.send(house.electricity, 'RATE', change);
    const split = [lineOf(house.meterId, first, close), lineOf(house.meterId, close, nextClose)];
    const data = invoiceData(house.contractId, { metered: split, declared: [] });
    await house.bill.issue(data);
    const [before, after] = [lineOpening(RATE, first, close), lineOpening(LATER, close, nextClose)];
    const total = commit(before.value + after.value, before.blinding + after.blinding);
    expect((await invoiceOf(house, house.bill.idFor(data))).outstanding).to.deep.equal(total);
  });

  it('A7: are billed when the rate changed at no kept frame, by the mean of both rates, and the next one by the new', async () => {
    const house = await billable();
    const { first, close, nextClose } = house.frames;
    const changed = first.time + 1_800n;
    const change = { resource: RESOURCE.electricity, zone: 0, mantissa: 6n, exponent: -2, validFrom: changed };
    await house.send(house.electricity, 'RATE', change);
    const seconds = close.time - first.time;
    const sum = RATE * (changed - first.time) + LATER * (close.time - changed);
    const mean = (sum + seconds / 2n) / seconds;
    expect(mean > RATE && mean < LATER).to.equal(true);
    const data = invoiceData(house.contractId, { metered: [lineOf(house.meterId, first, close)], declared: [] });
    await house.bill.issue(data);
    const line = lineOpening(mean, first, close);
    expect((await invoiceOf(house, house.bill.idFor(data))).outstanding).to.deep.equal(
      commit(line.value, line.blinding),
    );
    const metered = [lineOf(house.meterId, close, nextClose)];
    const next = invoiceData(house.contractId, { series: 1, metered, declared: [] });
    await house.bill.issue(next);
    const after = lineOpening(LATER, close, nextClose);
    expect((await invoiceOf(house, house.bill.idFor(next))).outstanding).to.deep.equal(
      commit(after.value, after.blinding),
    );
  });
});
