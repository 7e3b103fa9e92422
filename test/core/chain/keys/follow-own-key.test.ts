import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { billerFiles } from '../../../../biller/connect.ts';
import type { RunningBiller } from '../../../../biller/main.ts';
import { readPages, type RecordedBlock } from '../../../../core/chain/follow.ts';
import { nameFounderKey } from '../../../../core/chain/keys/name-founder-key.ts';
import { rotateAccountKey } from '../../../../core/chain/keys/rotate-account-key.ts';
import { localDate } from '../../../../core/domain/billing/period.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { founderWordDigest } from '../../../../core/domain/keys/founder-word.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import { withKey } from '../../../../core/domain/keys/with-key.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { Addressee } from '../../../../core/domain/crypto/envelope.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { accountSubject } from '../../../../core/domain/ledger/ids.ts';
import { recoverAddress, signedBlockToJson, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { FOUNDER_OBJECTION, REKEY_OBJECTION, WITNESS_STANDING } from '../../../../core/domain/limits.ts';
import { makeEnrol } from '../../../../core/domain/resident/make-enrol.ts';
import { makeOffer } from '../../../../core/domain/resident/make-offer.ts';
import {
  openProgramAccount,
  type AccountFiles,
  type ProgramAccount,
} from '../../../../core/runtime/program-account.ts';
import { sandboxPersons } from '../../../../sandbox/identity/persons.ts';
import { recordsOfUrl } from '../../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../../sealer/verify/verify-chain.ts';
import { is } from '../../../biller/support/actors.ts';
import { losingHouse } from '../../../oracle/support/losing-house.ts';
import { startEngine } from '../../../sealer/support/chains.ts';
import { shiftedClock } from '../../../support/clock/shifted-clock.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import { keyHash, newAccount, nowSeconds } from '../../../support/world/actors.ts';
import { normForm } from '../../../support/world/offer-form.ts';

const WITNESSES = [newAccount(), newAccount()];

type Health = { status: number; detail?: string };
const healthOf = async (url: string): Promise<Health> => {
  const response = await fetch(`${url}/health`);
  return { ...((await response.json()) as object), status: response.status };
};
const signerOf = ({ digest, signature }: RecordedBlock): Hex => recoverAddress(digest, signature);
const filesIn = (folder: string): AccountFiles => ({
  file: join(folder, 'keystore.json'),
  passwordFile: join(folder, 'keystore.password'),
});
const copyKeystores = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((one) => one.startsWith('keystore')))
    cpSync(join(from, name), join(to, name));
};
/** The keystore of the next key lies elsewhere. @returns how it is brought */
const hide = (folder: string): (() => void) => {
  const elsewhere = join(folder, 'elsewhere');
  copyKeystores(folder, elsewhere);
  for (const name of ['keystore-2.json', 'keystore-2.password']) rmSync(join(folder, name));
  return () => copyKeystores(elsewhere, folder);
};
/** How many blocks of an outbox a ledger or the queue ever refused. */
const refusedIn = (file: string): unknown => {
  using database = new DatabaseSync(file, { readOnly: true });
  return database.prepare("select count(*) as n from outbox where state = 'refused'").get()?.['n'];
};
const personalAccountOf = (login: string): string =>
  sandboxPersons().find((one) => one.login === login)?.premises[0]?.personalAccount ?? '';

describe('a running program whose key changes', () => {
  const clock = shiftedClock();
  const stack = new AsyncDisposableStack();
  const residents = [1, 2, 3].map(newAccount);
  let whole: World;
  let provider: RunningBiller;
  let company: RunningBiller;
  let portalNow: Account;

  /** A resident offers the provider a contract, sealed for this key. @returns the provider's answer */
  const offer = async (sealedFor: Hex): Promise<RecordedBlock> => {
    const { observer, provider: to } = whole.billers;
    const account = residents.pop();
    if (account === undefined) throw new Error('one resident an offer');
    const form = normForm(
      { provider: to.address, subscriber: account.address },
      localDate(nowSeconds(), 'Europe/Moscow'),
    );
    const { signed } = await makeOffer({
      network: observer.network,
      account,
      counterparty: { address: to.address, encryptionKey: sealedFor },
      form,
      timestamp: nowSeconds(),
    });
    await observer.send(signed);
    return observer.recorded('the answer', is('COPY', to.address, account.address));
  };
  const enrolOf = (
    account: Account,
    premise: string,
    sealedFor: { company?: Addressee; portal?: Addressee },
  ): Promise<SignedBlock> =>
    makeEnrol({
      network: whole.ledger.network,
      account,
      timestamp: nowSeconds(),
      premise,
      personalAccount: premise === 'flat-01' ? 'A1' : personalAccountOf(premise),
      ...{ company: whole.ledger.company, portal: whole.ledger.portal, ...sealedFor },
    });
  const enrolThrough = async (login: string, encryptionKey: Hex): Promise<Account> => {
    const account = newAccount();
    const signedIn = await whole.portal.signIn(login);
    const { address } = whole.portal.app;
    const enrol = await enrolOf(account, login, { portal: { address, encryptionKey } });
    await signedIn.post('/api/enrolment', signedBlockToJson(enrol));
    return account;
  };
  const openFolder = (folder: string): Promise<ProgramAccount> => openProgramAccount(filesIn(folder));
  const keyIs = (account: Hex, key: Hex): Promise<unknown> =>
    waitFor('the key is in force', async () => (await whole.ledger.client.read.keyOf(account)) === key);

  before(async () => {
    const witnesses = JSON.stringify(WITNESSES.map(({ address }) => ({ key: address, owner: address })));
    whole = stack.use(
      await world({ billers: true, portal: {}, ledger: { settings: { witnesses, heartbeat: '300ms' } } }),
    );
    company = stack.use(await whole.billers.start(whole.billers.companySettings));
    provider = stack.use(await whole.billers.start(whole.billers.providerSettings));
    const { observer, provider: account } = whole.billers;
    await observer.recorded('the provider', is('REGISTER', company.address, account.address));
    for (const resident of residents) await whole.ledger.enrol(resident, ROLE.subscriber);
  });
  after(async () => {
    await stack.disposeAsync();
    clock[Symbol.dispose]();
  });

  it('signs and opens by a key that company and portal named, from the moment on at which it counts', async () => {
    const { ledger } = whole;
    const { address } = provider;
    const { dataDir } = whole.billers.providerSettings;
    const next = await (await openFolder(dataDir)).next();
    const data = {
      account: address,
      ...acceptKey(keyRegisterOf(ledger.network), next, { account: address, retiring: address }),
    };
    for (const hand of [ledger.company, ledger.portal])
      await ledger.record(hand, 'participants', 'REKEY', data, accountSubject(address));
    expect(signerOf(await offer(whole.billers.provider.encryptionKey))).to.equal(address);
    clock.forward(REKEY_OBJECTION + 60n);
    await keyIs(address, next.address);
    expect(signerOf(await offer(next.encryptionKey))).to.equal(next.address);
    expect(whole.billers.observer.blocks.filter(is('ENROL', address))).to.have.length(1);
  });

  it('of the portal follows FOUNDER_REKEY; without the keystore it is red and signs nothing until it comes', async () => {
    const { ledger, portal } = whole;
    const { dataDir } = portal.appSettings;
    const { address } = portal.app;
    const next = await (await openFolder(dataDir)).next();
    const bring = hide(dataDir);
    portalNow = withKey(address, next);
    clock.forward(WITNESS_STANDING);
    const register = keyRegisterOf(ledger.network);
    const change = acceptKey(register, next, { account: address, retiring: address });
    const request = { account: address, retiring: address, ...change, time: nowSeconds() };
    const words = WITNESSES.map((witness) => witness.sign(founderWordDigest(register, request)));
    const account = { ...ledger.company, use: async () => undefined };
    await nameFounderKey({ client: ledger.client, account, request, words, waitMs: 60_000 });
    // What was on its way when the clock went on is late for a moment.
    await waitFor('it is well', async () => (await healthOf(portal.app.url)).status === 200);
    clock.forward(FOUNDER_OBJECTION + 60n);
    await keyIs(address, next.address);
    const red = await waitFor('it is red', async () => {
      const health = await healthOf(portal.app.url);
      return health.status === 503 && health.detail?.includes(next.address) === true && health;
    });
    expect(red.detail).to.include(join(dataDir, 'keystore.json'));
    const resident = await enrolThrough('flat-1', ledger.portal.encryptionKey);
    await whole.billers.observer.recorded('the enrolment', is('ENROL', resident.address));
    expect(await healthOf(portal.app.url)).to.have.property('status', 503);
    bring();
    const attested = await whole.billers.observer.recorded('the attestation', is('ATTEST', address, resident.address));
    expect(signerOf(attested)).to.equal(next.address);
    await waitFor('it is well', async () => (await healthOf(portal.app.url)).status === 200);
    const other = await enrolThrough('flat-2', next.encryptionKey);
    expect(signerOf(await whole.billers.observer.recorded('another', is('ATTEST', address, other.address)))).to.equal(
      next.address,
    );
    expect(refusedIn(join(dataDir, 'outbox.sqlite'))).to.equal(0);
  });

  it('of the company follows KEY_ROTATE that was said elsewhere, as soon as the keystore lies in its folder', async () => {
    const { billers, ledger } = whole;
    const { observer } = billers;
    const { dataDir } = billers.companySettings;
    const elsewhere = join(dataDir, 'elsewhere');
    copyKeystores(dataDir, elsewhere);
    const { key } = await rotateAccountKey({
      client: ledger.client,
      account: await openFolder(elsewhere),
      waitMs: 60_000,
    });
    await waitFor('it is red', async () => (await healthOf(company.url)).status === 503);
    const resident = newAccount();
    const { encryptionKey } = await openFolder(elsewhere);
    await observer.send(await enrolOf(resident, 'flat-01', { company: { ...ledger.company, encryptionKey } }));
    const { address: to } = resident;
    const data = encodeData('ATTEST', { account: to, encryptionKeyHash: keyHash(resident) });
    await ledger.say({ from: portalNow, ledger: 'participants', to, kind: KIND.ATTEST, data });
    expect(await healthOf(company.url)).to.have.property('status', 503);
    copyKeystores(elsewhere, dataDir);
    await waitFor('it is well', async () => (await healthOf(company.url)).status === 200);
    const registered = await observer.recorded('its word', is('REGISTER', company.address, resident.address));
    expect(signerOf(registered)).to.equal(key);
    expect(refusedIn(billerFiles(dataDir).database)).to.equal(0);
  });

  it('leaves a history that verifies', async () => {
    const { network, url } = whole.ledger;
    const records = recordsOfUrl(url, new AbortController().signal);
    expect(await verifyChain({ network, records, engine: await startEngine() })).to.have.property('ok', true);
  });
});

describe('a running collector whose key changes', () => {
  it('holds frames back while the keystore is missing, and sends each once under the new key', async () => {
    await using house = await losingHouse();
    const { ledger, metering } = house;
    const { url, address } = metering.oracle;
    const folder = join(ledger.folder, 'oracle');
    house.feed(3);
    await house.recordedUpTo(2);
    const elsewhere = join(folder, 'elsewhere');
    copyKeystores(folder, elsewhere);
    const account = await openProgramAccount(filesIn(elsewhere));
    const { key } = await rotateAccountKey({ client: ledger.client, account, waitMs: 60_000 });
    await waitFor('it is red', async () => (await healthOf(url)).status === 503);
    house.feed(3);
    const pendingIn = (): unknown => {
      using database = new DatabaseSync(join(folder, 'inbox.sqlite'), { readOnly: true });
      return database.prepare("select count(*) as n from messages where state = 'pending'").get()?.['n'];
    };
    await waitFor('frames wait', () => Number(pendingIn()) > 0);
    expect(await healthOf(url)).to.have.property('status', 503);
    copyKeystores(elsewhere, folder);
    const frames = await house.recordedUpTo(5);
    expect(frames.map(({ time }) => time)).to.have.length(new Set(frames.map(({ time }) => time)).size);
    expect(await healthOf(url)).to.have.property('status', 200);
    const blocks: RecordedBlock[] = [];
    for await (const page of readPages(ledger.client, 0n, await ledger.client.head())) blocks.push(...page.blocks);
    const readings = blocks.filter(is('READINGS', address)).map(signerOf);
    expect([readings[0], readings.at(-1)]).to.deep.equal([address, key]);
    expect(readings.lastIndexOf(address) < readings.indexOf(key)).to.equal(true);
    expect(refusedIn(join(folder, 'inbox.sqlite'))).to.equal(0);
  });
});
