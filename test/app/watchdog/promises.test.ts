import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { receiptToJson } from '../../../core/domain/seal/admission-receipt.ts';
import { receiptAt } from '../../support/receipts.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { ask, startCompany } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { startWatching, watchdogOf } from './support.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

/** How many promises may be open at once (docs/api.md). */
const MOST_OPEN = 100_000;

describe('the promises that a watchdog keeps', () => {
  it('are refused when too many are open, and taken again as soon as there is room', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const domain = domainOf(sealer.network);
    const key = await loadSigningKey(data, 'seal');
    const head = sealer.chain.record(1);
    const said = { digest: ZERO_32, byBlock: 1_000n, byTime: BigInt(Math.floor(Date.now() / 1000)) + 900n };
    const receipt = receiptToJson(receiptAt(domain, key, head, said));
    const sources = [{ name: 'sealer', url: sealer.url, role: 'sealer' as const }];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' }));
    const database = new DatabaseSync(join(folder.path, 'watchdog', 'watchdog.sqlite'));
    try {
      database.exec(
        `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${MOST_OPEN})
         insert into promises (digest, by_block, by_time, receipt, state) select 'd' || i, 1000000, 9999999999, '{}', 'open' from n`,
      );
      const full = await ask(`${watchdog.url}/v1/receipts`, receipt);
      expect([full.status, full.body['code']]).to.deep.equal([400, 'RECEIPTS_FULL']);
      database.exec("update promises set state = 'kept' where digest = 'd1'");
      expect((await ask(`${watchdog.url}/v1/receipts`, receipt)).status).to.equal(202);
      for (const endless of [{ byBlock: 2n ** 52n }, { byBlock: 1n }, { byBlock: 9n, byTime: 2n ** 52n }]) {
        const vain = receiptToJson(receiptAt(domain, key, head, { digest: ZERO_32, ...endless }));
        const { status, body } = await ask(`${watchdog.url}/v1/receipts`, vain);
        expect([status, body['code']]).to.deep.equal([400, 'PROMISE_TOO_LONG']);
      }
    } finally {
      database.close();
    }
  });
});
