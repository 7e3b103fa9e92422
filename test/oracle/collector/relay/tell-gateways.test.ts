import { expect } from 'chai';
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { signBlock, signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';
import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { inTransaction, migrationsIn, openDatabase } from '../../../../core/runtime/sqlite.ts';
import { openInbox } from '../../../../oracle/collector/inbox/inbox.ts';
import { INBOX_MIGRATIONS } from '../../../../oracle/collector/inbox/inbox-sql.ts';
import { createTeller, type Teller } from '../../../../oracle/collector/relay/tell-gateways.ts';
import type { Inbox } from '../../../../oracle/collector/inbox/inbox-rows.ts';
import { NETWORK as TEST_NETWORK } from '../../../sealer/support/chains.ts';

const GATEWAYS = 40;
const word = (text: string): Hex => `0x${createHash('sha256').update(text).digest('hex')}`;
const account = (text: string): Hex => word(text).slice(0, 42) as Hex;
const [COMPANY, PORTAL] = [account('company'), account('portal')];
const NETWORK = { ...TEST_NETWORK, company: COMPANY, portal: PORTAL };
const SIGNER = signerFromPrivateKey(`0x${'11'.repeat(32)}`);

describe('what a collector tells its gateways of the registers', () => {
  let inbox: Inbox;
  let teller: Teller;
  let told: string[];
  let read: number;

  /** Some signed block: what it says is for the gateway. */
  const says = (n: number): string => {
    const data = encodeData('METER_VERIFY', { meterId: word('meter'), verifiedUntil: BigInt(n) });
    const block = signBlock({
      ...{ domain: domainOf(NETWORK), ledger: NETWORK.contracts.meters, signer: SIGNER, to: COMPANY },
      ...{ kind: KIND.METER_VERIFY, subject: ZERO_32, data, timestamp: 1_790_000_000n },
    });
    return JSON.stringify([signedBlockToJson(block)]);
  };
  const changed = (work: () => void): string[] => {
    [told, read] = [[], 0];
    inTransaction(inbox.database, work);
    teller.registersChanged();
    return told.sort();
  };
  const name = (n: number): string => `g${n}`;

  beforeEach(() => {
    const database: DatabaseSync = openDatabase(':memory:', migrationsIn(INBOX_MIGRATIONS));
    const own = openInbox(database);
    inbox = { ...own, metersOf: (device) => (read++, own.metersOf(device)) };
    for (let n = 0; n < GATEWAYS; n++) {
      inbox.setGateway(name(n), word(`device ${n}`), 0n);
      const provider = account(n < 3 ? 'water' : 'power');
      const meter = { meterId: word(`meter ${n}`), deviceId: word(`device ${n}`), owner: account(`owner ${n >> 1}`) };
      inbox.addMeter({ ...meter, provider, verifiedUntil: 5n }, [word(`channel ${n}`)]);
    }
    teller = createTeller({
      inbox,
      network: NETWORK,
      publish: (gatewayId) => void told.push(gatewayId),
      nowSeconds: () => 0n,
    });
  });
  afterEach(() => {
    teller[Symbol.dispose]();
    inbox.database.close();
  });

  it('goes to all after a start, and then only to whom a change concerns, and no other register is read', () => {
    expect(changed(() => undefined)).to.have.length(GATEWAYS);
    const set = (subject: Hex, n: number) => () => inbox.setRegisterBlock(subject, KIND.METER_VERIFY, says(n));
    expect(changed(set(word('meter 7'), 1))).to.deep.equal(['g7']);
    expect(read).to.equal(1);
    const enrolled = (who: Hex) => () => inbox.setRegisterBlock(who, KIND.ENROL, says(2));
    expect(changed(enrolled(account('owner 4')))).to.deep.equal(['g8', 'g9']);
    expect(changed(enrolled(account('water')))).to.deep.equal(['g0', 'g1', 'g2']);
    expect(changed(enrolled(account('nobody here')))).to.deep.equal([]);
    expect(read).to.equal(0);
    for (const founder of [COMPANY, PORTAL]) expect(changed(enrolled(founder))).to.have.length(GATEWAYS);
    // The same once more is no news.
    expect(changed(set(word('meter 7'), 1))).to.deep.equal([]);
  });

  it('goes to the device of a meter that was handed over, with the new owner’s words', () => {
    changed(() => inbox.setRegisterBlock(account('new owner'), KIND.ENROL, says(3)));
    expect(changed(() => inbox.transferMeter(word('meter 5'), account('new owner')))).to.deep.equal(['g5']);
    expect(changed(() => inbox.setRegisterBlock(account('new owner'), KIND.ENROL, says(4)))).to.deep.equal(['g5']);
    expect(changed(() => inbox.setRegisterBlock(account('owner 2'), KIND.ENROL, says(4)))).to.deep.equal(['g4']);
  });

  it('goes to a device that was told of no meter before', () => {
    changed(() => undefined);
    inbox.setGateway('new', word('new device'), 0n);
    const meter = { meterId: word('new meter'), deviceId: word('new device'), owner: account('owner 1') };
    const added = changed(() => {
      inbox.addMeter({ ...meter, provider: account('power'), verifiedUntil: 5n }, []);
      inbox.setRegisterBlock(meter.meterId, KIND.METER_REGISTER, says(5));
    });
    expect(added).to.deep.equal(['new']);
  });
});
