import { connectChain } from '../../../../core/chain/chain-client.ts';
import { openOutbox } from '../../../../core/chain/outbox.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { pause } from '../../../../core/runtime/pause.ts';
import { inTransaction, openDatabase } from '../../../../core/runtime/sqlite.ts';
import { rateBlock } from './rate-block.ts';

/**
 * A small program as ours are: it does its work n = 1 … `count`, each with the block that tells of it in one transaction, and delivers
 * meanwhile. It goes on where it was killed. Arguments: url, database file, count.
 */
const [url = '', file = '', countText = ''] = process.argv.slice(2);
const count = Number(countText);
const database = openDatabase(file, ['create table work (n integer primary key, digest text not null) strict']);
const client = await connectChain({ url, queueUrl: url });
const outbox = openOutbox({ database, client, log: createLog('worker', 'silent') });
const done = new AbortController();
const delivery = outbox.run(done.signal);

const last = database.prepare('select coalesce(max(n), 0) as n from work');
for (let n = Number(last.get()?.['n']) + 1; n <= count; n++) {
  const signed = rateBlock(client.network, n);
  inTransaction(database, () => {
    const digest = outbox.put(signed, `work-${n}`);
    database.prepare('insert into work (n, digest) values (?, ?)').run(n, digest);
  });
  await pause(5, done.signal);
}
while (outbox.pending() > 0) await pause(20, done.signal);
done.abort();
await delivery;
process.stdout.write('delivered\n');
