import { expect } from 'chai';
import { openOutbox, type Outbox } from '../../../core/chain/outbox.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { openDatabase } from '../../../core/runtime/sqlite.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { newAccount } from '../../support/world/actors.ts';
import { world, type World } from '../../support/world.ts';
import { COMPANY, rateBlock } from './support/rate-block.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const log = createLog('test', 'silent');

describe('outbox: how a block ends', () => {
  let house: World;
  before(async () => (house = await world({ ledger: { accounts: { company: COMPANY } } })));
  after(() => house[Symbol.asyncDispose]());

  async function withOutbox(work: (outbox: Outbox) => Promise<void>): Promise<void> {
    const database = openDatabase(':memory:', []);
    const outbox = openOutbox({ database, client: house.ledger.client, log });
    const stop = new AbortController();
    const running = outbox.run(stop.signal);
    try {
      await work(outbox);
    } finally {
      stop.abort();
      await running;
      database.close();
    }
  }
  const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));
  const rate = (n: number, replaces?: Hex): SignedBlock =>
    rateBlock(house.ledger.client.network, n, COMPANY, {
      timestamp: now(),
      ...(replaces === undefined ? {} : { replaces }),
    });
  const submit = (signed: SignedBlock) => house.ledger.client.submit(signed);
  const stateOf = (outbox: Outbox, tag: string) => outbox.find(tag).map(({ state }) => state);

  it('waits for a sender who may not send yet, and gives up when the own replica shows that its life is over', () =>
    withOutbox(async (outbox) => {
      const { network } = house.ledger.client;
      const signed = rateBlock(network, 1, newAccount(), { timestamp: now() - 86_400n + 3n });
      const digest = outbox.put(signed, 'waiting');
      expect(stateOf(outbox, 'waiting')).to.deep.equal(['pending']);
      const code = refusal(() => outbox.wait(digest));
      await waitFor('blocks are made on', async () => {
        await submit(rate(Number(now() % 1_000_000n))).catch(() => undefined);
        return stateOf(outbox, 'waiting')[0] !== 'pending';
      });
      expect(await code).to.equal('BLOCK_EXPIRED');
    }));

  it('finds recorded what was refused before, once the cause is gone and somebody carried it again', () =>
    withOutbox(async (outbox) => {
      const { network } = house.ledger.client;
      const account = newAccount().address;
      const data = encodeData('RESTORE', { account: COMPANY.address });
      const { participants } = network.contracts;
      const said = { domain: domainOf(network), ledger: participants, signer: COMPANY, to: account, subject: ZERO_32 };
      const late = rate(2_000_000);
      const early = rate(1_999_999);
      // The ledger takes rates by rising date alone, until the later one is withdrawn.
      await submit(late);
      const digest = outbox.put(early, 'early');
      expect(await refusal(() => outbox.wait(digest))).to.match(/RATE/);
      const refusedRestore = signBlock({ ...said, kind: KIND.RESTORE, data, timestamp: now() });
      expect(await refusal(() => outbox.wait(outbox.put(refusedRestore, 'restore')))).to.not.equal('');
      const withdrawal = { resource: 1, zone: 0, validFrom: 1_790_000_000n + 2_000_000n * 3600n };
      const { tariffs } = network.contracts;
      const taken = {
        ...said,
        ledger: tariffs,
        kind: KIND.RATE_WITHDRAW,
        data: encodeData('RATE_WITHDRAW', withdrawal),
      };
      await outbox.wait(outbox.put(signBlock({ ...taken, timestamp: now() }), 'withdraw'));
      await submit(early);
      await waitFor('it is recorded', () => stateOf(outbox, 'early')[0] === 'recorded');
      expect(stateOf(outbox, 'restore')).to.deep.equal(['refused']);
    }));

  it('says once what is said again in the place of the first', () =>
    withOutbox(async (outbox) => {
      const { network } = house.ledger.client;
      const first = rate(3_000_000);
      const replaces = internalBlockDigest(domainOf(network), first.ledger, first.block);
      const again = rate(3_000_001, replaces);
      await outbox.wait(outbox.put(again, 'rate'));
      expect(await refusal(() => outbox.wait(outbox.put(first, 'rate')))).to.equal('BLOCK_REPLACED');
      expect(stateOf(outbox, 'rate')).to.deep.equal(['recorded', 'refused']);
    }));
});
