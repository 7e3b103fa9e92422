import { expect } from 'chai';
import { askComparison, askDatabase } from '../../../app/server/operator/ask-operator.ts';
import { databaseKinds } from './support/databases.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import { upkeepContract, upkeepInvoice } from '../../support/world/upkeep.ts';
import { enrolmentOf } from '../../support/world/portal-part.ts';

type Order = { orderId: string; state: string };

describe('the portal on PostgreSQL', () => {
  for (const kind of databaseKinds()) {
    if (kind.name === 'PGlite') continue;
    it('enrols, takes a payment, goes on after a restart, and has the read model of the ledgers', async () => {
      await using database = await kind.open();
      await using house = await world({ portal: { databaseUrl: database.url }, ledger: { active: ['company'] } });
      const resident = await house.portal.resident('flat-8');
      const contractId = await upkeepContract(house.ledger, resident.account);
      const { invoiceId } = await upkeepInvoice(house.ledger, {
        subscriber: resident.account,
        contractId,
        amount: 900_000_000_000_000n,
      });
      await waitFor('the invoice is listed', async () => {
        const { invoices } = await resident.get<{ invoices: unknown[] }>('/api/invoices');
        return invoices.length === 1;
      });
      await house.portal.startBank({ mode: 'instant', delivery: 'rough' });
      const { orderId } = await resident.post<Order>('/api/payments', { invoiceId, amount: '10000000000' });
      await house.portal.restartApp({ databaseUrl: database.url });
      await waitFor('it is recorded', async () => {
        const order = await resident.get<Order>(`/api/payments/${orderId}`);
        return order.state === 'recorded';
      });
      expect(await enrolmentOf(resident)).to.equal('active');
      expect(await askComparison(house.portal.operator())).to.include({ equal: true });
      expect(await refusal(() => askDatabase(house.portal.operator()))).to.equal('DATABASE_ELSEWHERE');
      await house.portal.stopApp();
    });
  }
});
