import { connect, createServer, type Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { billerFiles } from '../../../biller/connect.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import { rotateAccountKey } from '../../../core/chain/keys/rotate-account-key.ts';
import { localDate } from '../../../core/domain/billing/period.ts';
import { parseHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { makeOffer } from '../../../core/domain/resident/make-offer.ts';
import { openProgramAccount } from '../../../core/runtime/program-account.ts';
import { recordsOfUrl } from '../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../../sealer/support/chains.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount, nowSeconds } from '../../support/world/actors.ts';
import { normForm } from '../../support/world/offer-form.ts';
import { is } from '../support/actors.ts';
import { startChildBiller, type ChildBiller } from '../support/child-biller.ts';

/** When the biller dies: milliseconds after the change of its key was begun. The last one is behind it. */
const KILLED_AFTER = [0, 30, 90, 400];

/** A way to the queue that can be closed. */
async function gateTo(url: string): Promise<AsyncDisposable & { readonly url: string; open: boolean }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (!gate.open) return void near.destroy();
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    near.pipe(far).pipe(near);
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    }),
  );
  const gate = {
    url: `http://127.0.0.1:${port}`,
    open: false,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gate;
}

describe('a biller that is killed around the change of its key', () => {
  let whole: World;
  let child: ChildBiller | undefined;
  const residents = KILLED_AFTER.map(newAccount);
  const late = newAccount();
  const keys: Hex[] = [];

  const offer = async (account: Account): Promise<void> => {
    const { observer, provider } = whole.billers;
    const known = await observer.client.read.participant(provider.address);
    const form = normForm(
      { provider: provider.address, subscriber: account.address },
      localDate(nowSeconds(), 'Europe/Moscow'),
    );
    const counterparty = { address: provider.address, encryptionKey: known?.encryptionKey ?? '0x' } as const;
    const { network } = observer;
    const made = { network, account, counterparty, form, timestamp: nowSeconds() };
    await observer.send((await makeOffer(made)).signed);
  };
  const copies = (): RecordedBlock[] =>
    whole.billers.observer.blocks.filter(is('COPY', whole.billers.provider.address));

  before(async () => {
    whole = await world({ billers: true, ledger: { active: ['company', 'portal', 'provider'] } });
    keys.push(whole.billers.provider.address);
    for (const resident of [late, ...residents]) await whole.ledger.enrol(resident, ROLE.subscriber);
  });
  after(async () => {
    await child?.kill('SIGKILL');
    await whole[Symbol.asyncDispose]();
  });

  it('says again under the new key what the old one signed and no queue has taken', async () => {
    const { observer, providerSettings, start } = whole.billers;
    const { client, url } = whole.ledger;
    await using gate = await gateTo(url);
    await using biller = await start({ ...providerSettings, queueUrl: [gate.url] });
    await offer(late);
    const kept = async (): Promise<Hex | undefined> => {
      using database = new DatabaseSync(billerFiles(providerSettings.dataDir).database, { readOnly: true });
      const row = database.prepare("select digest from outbox where tag like 'copy:%'").get();
      return row === undefined ? undefined : parseHex(row['digest'], 'digest', 32);
    };
    const first = await waitFor('the answer waits', kept);
    const account = await openProgramAccount(billerFiles(providerSettings.dataDir).keystore);
    const { key } = await rotateAccountKey({ client, account, waitMs: 60_000 });
    gate.open = true;
    const answer = await observer.recorded('the answer', is('COPY', biller.address, late.address));
    expect(recoverAddress(answer.digest, answer.signature)).to.equal(key);
    expect(answer.block.replaces).to.equal(first);
    expect(copies()).to.have.length(1);
    keys.push(key);
  });

  it('answers everybody once, each answer under the key of its time', async () => {
    const { observer, provider, providerSettings, providerSettingsFile } = whole.billers;
    const { client } = whole.ledger;
    const keystore = billerFiles(providerSettings.dataDir).keystore;
    child = await startChildBiller(providerSettingsFile);
    for (const [n, ms] of KILLED_AFTER.entries()) {
      const resident = residents[n] ?? provider;
      await offer(resident);
      const changed = openProgramAccount(keystore).then((account) =>
        rotateAccountKey({ client, account, waitMs: 60_000 }),
      );
      await new Promise((resolve) => setTimeout(resolve, ms));
      await child.kill('SIGKILL');
      child = await startChildBiller(providerSettingsFile);
      keys.push((await changed).key);
      await observer.recorded('the answer', is('COPY', provider.address, resident.address));
    }
    expect(copies().map(({ block }) => block.to)).to.have.members([late, ...residents].map(({ address }) => address));
    let current = 0;
    for (const { block, digest, signature } of observer.blocks.filter(({ block }) => block.from === provider.address)) {
      expect(recoverAddress(digest, signature)).to.equal(keys[current]);
      if (block.kind === KIND.KEY_ROTATE) current += 1;
    }
    expect(current).to.equal(KILLED_AFTER.length + 1);
  });

  it('leaves a history that verifies', async () => {
    const { network, url } = whole.ledger;
    const records = recordsOfUrl(url, new AbortController().signal);
    expect(await verifyChain({ network, records, engine: await startEngine() })).to.have.property('ok', true);
  });
});
