import { expect } from 'chai';
import { createPortalBlocks, type PortalBlocks } from '../../../app/server/statements/portal-blocks.ts';
import { openOutbox } from '../../../core/chain/outbox.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { internalBlockDigest, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { openDatabase } from '../../../core/runtime/sqlite.ts';
import { PGLITE } from './support/databases.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import { keyHash, newAccount } from '../../support/world/actors.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const log = createLog('test', 'silent');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

describe('what the portal says', () => {
  it('PROGRAMS 4: is said again in its own place after a refusal, until the ledger has it, once', async () => {
    await using house = await world({ ledger: { active: ['company', 'portal'] } });
    const { ledger } = house;
    const { network } = ledger;
    await using database = await PGLITE.open();
    using stack = new DisposableStack();
    const sqlite = openDatabase(':memory:', []);
    const outbox = openOutbox({ database: sqlite, client: ledger.client, log });
    const stop = new AbortController();
    const running = outbox.run(stop.signal);
    const signed: SignedBlock[] = [];
    const put: typeof outbox.put = (block, tag) => {
      signed.push(block);
      return outbox.put(block, tag);
    };
    const args = { store: database.store, account: ledger.portal, network, nowSeconds };
    const blocks: PortalBlocks = createPortalBlocks({ ...args, outbox: { ...outbox, put } });
    stack.defer(() => sqlite.close());

    const resident = newAccount();
    const say = () =>
      blocks.say('attest:x', async () => ({
        ledger: network.contracts.participants,
        to: resident.address,
        kind: KIND.ATTEST,
        subject: ZERO_32,
        data: encodeData('ATTEST', { account: resident.address, encryptionKeyHash: keyHash(resident) }),
      }));
    const first = await say();
    const stateOf = async (): Promise<string | undefined> => {
      await blocks.relay();
      return (await blocks.find('attest:x'))?.state;
    };
    await waitFor('the ledger refuses to attest a stranger', async () => (await stateOf()) === 'refused');
    const { encryptionKey } = resident;
    await ledger.record(resident, 'participants', 'ENROL', { role: ROLE.subscriber, encryptionKey, envelope: '0x' });
    await waitFor('it is recorded', async () => (await stateOf()) === 'recorded');

    const kept = await blocks.find('attest:x');
    const [one, other] = signed.filter(
      (each, i) => signed.findIndex(({ signature }) => signature === each.signature) === i,
    );
    if (one === undefined || other === undefined) throw new Error('it is signed twice');
    expect([one.block.replaces, other.block.replaces]).to.deep.equal([ZERO_32, first]);
    expect(kept?.digest).to.equal(internalBlockDigest(domainOf(network), other.ledger, other.block));
    expect(await say()).to.equal(kept?.digest);
    expect(other.data).to.equal(one.data);
    stop.abort();
    await running;
  });
});
