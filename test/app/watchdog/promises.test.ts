import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { admissionDigest } from '../../../core/domain/seal/seal.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { ask, startCompany } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { startWatching, watchdogOf } from './support.ts';

/** How many promises may be open at once (docs/api.md). */
const MOST_OPEN = 100_000;

describe('the promises that a watchdog keeps', () => {
  it('are refused when too many are open, and taken again as soon as there is room', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const { chainId } = sealer.network;
    const key = await loadSigningKey(data, 'seal');
    const fields = { digest: ZERO_32, byBlock: 1_000_000n, timestamp: 1n };
    const signature = key.sign(admissionDigest(chainId, fields));
    const receipt = { digest: ZERO_32, byBlock: '1000000', timestamp: '1', signature };
    const sources = [{ name: 'sealer', url: sealer.url, role: 'sealer' as const }];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' }));
    const database = new DatabaseSync(join(folder.path, 'watchdog', 'watchdog.sqlite'));
    try {
      database.exec(
        `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${MOST_OPEN})
         insert into promises (digest, by_block, dated, receipt, state) select 'd' || i, 1000000, '1', '{}', 'open' from n`,
      );
      const full = await ask(`${watchdog.url}/v1/receipts`, receipt);
      expect([full.status, full.body['code']]).to.deep.equal([400, 'RECEIPTS_FULL']);
      database.exec("update promises set state = 'kept' where digest = 'd1'");
      expect((await ask(`${watchdog.url}/v1/receipts`, receipt)).status).to.equal(202);
    } finally {
      database.close();
    }
  });
});
