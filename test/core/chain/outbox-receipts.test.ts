import { expect } from 'chai';
import { openOutboxStore, OUTBOX_MIGRATIONS } from '../../../core/chain/outbox-store.ts';
import { openOutbox } from '../../../core/chain/outbox.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import { admissionDigest, parseReceipt } from '../../../core/domain/seal/admission-receipt.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { world } from '../../support/world.ts';
import { COMPANY, rateBlock } from './support/rate-block.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const log = createLog('test', 'silent');
const DIGEST = toHex(new Uint8Array(32).fill(7));
const SENDER: Hex = `0x${'11'.repeat(20)}`;

describe('receipts in the outbox', () => {
  it('keeps the first receipt for good, and takes over a table that had none', () => {
    const database = openDatabase(':memory:', []);
    // As it stood before receipts were kept, and before its version was.
    for (const sql of migrationsIn(OUTBOX_MIGRATIONS).slice(0, 2)) database.exec(sql);
    database.exec(
      `insert into outbox (digest, tag, sender, signed, state) values ('${DIGEST}', 't', '${SENDER}', '{}', 'pending')`,
    );
    const store = openOutboxStore(database);
    expect(store.receipts(0, 10)).to.deep.equal([]);
    store.keepReceipt(DIGEST, 'first');
    store.keepReceipt(DIGEST, 'second');
    store.markRecorded(DIGEST);
    expect(openOutboxStore(database).receipts(0, 10)).to.deep.equal([
      { position: 1, state: 'recorded', receipt: 'first' },
    ]);
    expect(store.receipts(1, 10)).to.deep.equal([]);
    database.close();
  });

  it('holds a receipt under the seal key for each block that the queue took, also after it is recorded', async () => {
    await using house = await world({ ledger: { accounts: { company: COMPANY } } });
    const { client } = house.ledger;
    const database = openDatabase(':memory:', []);
    const outbox = openOutbox({ database, client, log });
    const stop = new AbortController();
    const running = outbox.run(stop.signal);
    const digest = outbox.put(rateBlock(client.network, 1), 'rate');
    await outbox.wait(digest);
    const receipt = outbox.receipt(digest);
    if (receipt === undefined) throw new Error('a receipt is kept');
    const admission = parseReceipt(receipt);
    const { seal } = client.network;
    const domain = domainOf(client.network);
    expect(receipt.digest).to.equal(digest);
    expect(recoverAddress(admissionDigest(domain, admission), receipt.signature)).to.equal(seal.address);
    const all = outbox.receipts(0, 10);
    expect(all.receipts).to.deep.equal([{ ...receipt, state: 'recorded' }]);
    expect(outbox.receipts(all.next, 10)).to.deep.equal({ receipts: [], next: all.next });
    expect(outbox.receipt(DIGEST)).to.equal(undefined);
    stop.abort();
    await running;
    database.close();
  });
});
