import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openOutbox } from '../../../../core/chain/outbox.ts';
import { rotateAccountKey } from '../../../../core/chain/keys/rotate-account-key.ts';
import { useLedgerKey } from '../../../../core/chain/keys/own-key.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND, RESOURCE, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { openEnvelope, sealText } from '../../../../core/domain/crypto/envelope.ts';
import { openProgramAccount, type ProgramAccount } from '../../../../core/runtime/program-account.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { openDatabase } from '../../../../core/runtime/sqlite.ts';
import { recordsOfUrl } from '../../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../../../sealer/support/chains.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { contextOf } from '../../../support/context-of.ts';
import { refusal } from '../../../support/refusal.ts';
import { startLedger, type Ledger } from '../../../support/world/ledger-part.ts';

const SIGNAL = new AbortController().signal;

describe('changing the key of a program’s account', () => {
  const folder = tempFolder();
  const keystore = { file: join(folder.path, 'keystore.json'), passwordFile: join(folder.path, 'keystore.password') };
  const keystores = (): string[] => readdirSync(folder.path).filter((name) => name.endsWith('.json'));
  let ledger: Ledger;
  let account: ProgramAccount;
  let zone = 0;
  /** @returns what became of a rate that this account says */
  const say = (by: ProgramAccount): Promise<unknown> => {
    const rate = {
      resource: RESOURCE.electricity,
      zone: zone++,
      mantissa: 5n,
      exponent: -3,
      validFrom: 1_790_000_000n,
    };
    return ledger.say({ from: by, ledger: 'tariffs', kind: KIND.RATE, data: encodeData('RATE', rate) });
  };

  before(async () => {
    ledger = await startLedger(folder.path, { active: ['company', 'portal'] });
    account = await openProgramAccount(keystore);
    await ledger.enrol(account, ROLE.provider);
  });
  after(async () => {
    await ledger[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('goes on with the key that was made before it was killed, and makes no other', async () => {
    const { client } = ledger;
    const next = await account.next();
    expect(keystores()).to.deep.equal(['keystore-2.json', 'keystore.json']);
    // Killed here: the ledger has not heard of it, and the program signs by the old key.
    const again = await openProgramAccount(keystore);
    await useLedgerKey(client, again, SIGNAL);
    expect(again.key).to.equal(account.address);
    await say(again);
    const done = await rotateAccountKey({ client, account: again, waitMs: 10_000 });
    expect(done).to.deep.equal({ account: account.address, retiring: account.address, key: next.address });
    expect(keystores()).to.have.length(2);
    // Killed behind the block: whoever opens the keystore next signs by what the ledger names.
    const third = await openProgramAccount(keystore);
    await useLedgerKey(client, third, SIGNAL);
    expect([third.address, third.key]).to.deep.equal([account.address, next.address]);
    await say(third);
  });

  it('refuses the old key’s blocks, at the queue already', async () => {
    expect(await refusal(() => say(account))).to.equal('SENDER_MISMATCH');
  });

  it('refuses to sign where the keystore of the key in force is gone', async () => {
    const elsewhere = tempFolder();
    const other = join(elsewhere.path, 'keystore.json');
    const lost = await openProgramAccount({ file: other, passwordFile: join(elsewhere.path, 'keystore.password') });
    await ledger.enrol(lost, ROLE.provider);
    await rotateAccountKey({ client: ledger.client, account: lost, waitMs: 10_000 });
    rmSync(join(elsewhere.path, 'keystore-2.json'));
    const opened = await openProgramAccount({ file: other, passwordFile: join(elsewhere.path, 'keystore.password') });
    expect(await refusal(() => useLedgerKey(ledger.client, opened, SIGNAL))).to.equal('ACCOUNT_KEY_MISSING');
    expect(opened.canSign).to.equal(false);
    expect(await refusal(() => say(opened))).to.equal('ACCOUNT_KEY_MISSING');
    elsewhere[Symbol.dispose]();
  });

  it('says so where the register refuses the new key, or no block carries it in time', async () => {
    const elsewhere = tempFolder();
    const files = { file: join(elsewhere.path, 'k.json'), passwordFile: join(elsewhere.path, 'k.password') };
    const other = await openProgramAccount(files);
    await ledger.enrol(other, ROLE.provider);
    const unheard = { ...ledger.client, submit: async () => undefined };
    expect(await refusal(() => rotateAccountKey({ client: unheard, account: other, waitMs: 400 }))).to.equal(
      'KEY_ROTATE_WAITING',
    );
    // The key that waits on the disk becomes an account of its own before the command is given again.
    await ledger.enrol(await other.next(), ROLE.subscriber);
    const rotated = rotateAccountKey({ client: ledger.client, account: other, waitMs: 10_000 });
    expect(await refusal(() => rotated)).to.equal('KEY_ROTATE_REFUSED');
    expect(other.key).to.equal(other.address);
    elsewhere[Symbol.dispose]();
  });

  it('reads what was sealed for the keys before, and is sealed to by the new one', async () => {
    const { network } = ledger.client;
    const opened = await openProgramAccount(keystore);
    const context = contextOf(network, ledger.company, 'APPEAL');
    const before = await sealText('before', [opened], context);
    await useLedgerKey(ledger.client, opened, SIGNAL);
    const since = await sealText('since', [opened], context);
    for (const [envelope, text] of [
      [before, 'before'],
      [since, 'since'],
    ] as const)
      expect(new TextDecoder().decode(await openEnvelope({ envelope, account: opened, context }))).to.equal(text);
    const known = await ledger.client.read.participant(account.address);
    expect(known?.encryptionKey).to.equal(opened.encryptionKey);
  });

  it('takes into the outbox what its keys signed, and nothing that a stranger did', async () => {
    const database = openDatabase(join(folder.path, 'outbox.sqlite'), []);
    const opened = await openProgramAccount(keystore);
    await useLedgerKey(ledger.client, opened, SIGNAL);
    const log = createLog('test', 'silent');
    const outbox = openOutbox({ database, client: ledger.client, log, signsFor: opened.signsFor });
    const letter = { ledger: 'tariffs', kind: KIND.RATE, data: '0x' } as const;
    outbox.put(ledger.sign({ ...letter, from: opened }), 'own');
    const forged = ledger.sign({ ...letter, from: { ...ledger.owner, address: opened.address } });
    expect(await refusal(() => outbox.put(forged, 'forged'))).to.equal('SENDER_MISMATCH');
    database.close();
  });

  it('is a history that verifies, for company and portal too', async () => {
    const { client, company } = ledger;
    const data = encodeData('SUSPEND', { account: account.address });
    await ledger.say({ from: company, ledger: 'participants', kind: KIND.SUSPEND, data });
    const records = recordsOfUrl(ledger.url, SIGNAL);
    const result = await verifyChain({ network: client.network, records, engine: await startEngine() });
    expect(result).to.have.property('ok', true);
  });
});
