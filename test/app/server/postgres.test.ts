import { expect } from 'chai';
import { databaseKinds } from './support/databases.ts';
import { waitFor } from '../../support/wait-for.ts';
import { enrolmentOf, startPortalWorld } from './support/portal-world.ts';

type Order = { orderId: string; state: string };

describe('the portal on PostgreSQL', () => {
  for (const kind of databaseKinds()) {
    if (kind.name === 'PGlite') continue;
    it('enrols, takes a payment, goes on after a restart, and has the read model of the ledgers', async () => {
      await using database = await kind.open();
      await using world = await startPortalWorld({ databaseUrl: database.url });
      const resident = await world.resident('flat-8');
      const contractId = await world.ledger.upkeepContract(resident.account);
      const { invoiceId } = await world.ledger.invoice(resident.account, contractId, 90_000_000n);
      await waitFor('the invoice is listed', async () => {
        const { invoices } = await resident.get<{ invoices: unknown[] }>('/api/invoices');
        return invoices.length === 1;
      });
      await world.startBank({ mode: 'instant', delivery: 'rough' });
      const { orderId } = await resident.post<Order>('/api/payments', { invoiceId, amount: '1000' });
      await world.restartApp({ databaseUrl: database.url });
      await waitFor('it is recorded', async () => {
        const order = await resident.get<Order>(`/api/payments/${orderId}`);
        return order.state === 'recorded';
      });
      expect(await enrolmentOf(resident)).to.equal('active');
      const compared = await fetch(`${world.app.operatorUrl}/operator/read-model/compare`, { method: 'POST' });
      expect(await compared.json()).to.include({ equal: true });
      await world.stopApp();
    });
  }
});
