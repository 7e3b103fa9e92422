import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { connectChain, type ChainClient } from '../../../../core/chain/chain-client.ts';
import { nameFounderKey } from '../../../../core/chain/keys/name-founder-key.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import {
  founderRequestToJson,
  parseFounderRequest,
  type FounderRequest,
} from '../../../../core/domain/keys/founder-request.ts';
import { founderWordDigest } from '../../../../core/domain/keys/founder-word.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { FOUNDER_OBJECTION, WITNESS_STANDING } from '../../../../core/domain/limits.ts';
import { openProgramAccount } from '../../../../core/runtime/program-account.ts';
import { founderKeyRequest } from '../../../../scripts/commands/founder-key.ts';
import { recordsOfUrl } from '../../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../../../sealer/support/chains.ts';
import { COMPANY, PORTAL, startCompany, STRANGER, submit, SUBSCRIBER } from '../../../sealer/support/company.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { refusal } from '../../../support/refusal.ts';
import { applyPage } from '../../../../app/server/indexer/apply-page.ts';
import { keyBlocksOf, keyNow } from '../../../../app/server/read/key-blocks.ts';
import { applyBlock } from '../../../../biller/apply/apply-block.ts';
import { emptyState } from '../../../../biller/state.ts';
import { readPages } from '../../../../core/chain/follow.ts';
import { provenKeys } from '../../../../core/domain/keys/proven-keys.ts';
import { signedBlockFromJson } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { migrationsIn, openDatabase } from '../../../../core/runtime/sqlite.ts';
import { INBOX_MIGRATIONS } from '../../../../oracle/collector/inbox/inbox-sql.ts';
import { openInbox } from '../../../../oracle/collector/inbox/inbox.ts';
import { mirrorBlock } from '../../../../oracle/collector/relay/mirror-register.ts';
import { PGLITE } from '../../../app/server/support/databases.ts';
import { newAccount } from '../../../support/world/actors.ts';

const WITNESSES = [STRANGER, SUBSCRIBER];

describe('a lost key of the company', () => {
  const folder = tempFolder();
  let shift = 0n;
  const now = (): number => Date.now() + Number(shift) * 1000;
  let company: Awaited<ReturnType<typeof startCompany>>;
  let client: ChainClient;
  let next: Account;
  let request: FounderRequest;

  const wordsOf = (of: FounderRequest): Hex[] => {
    const digest = founderWordDigest(keyRegisterOf(company.network), of);
    return WITNESSES.map((witness) => witness.sign(digest));
  };
  const name = (by: Account, words: readonly Hex[], of = request): Promise<{ from: bigint }> =>
    nameFounderKey({
      // The chain's clock is not that of this process, by which a client judges promises.
      client: {
        ...client,
        submit: (signed) => submit(company.url, signed),
        now: () => BigInt(Math.floor(now() / 1000)),
      },
      account: { ...by, use: async () => undefined },
      request: of,
      words,
      waitMs: 30_000,
    });
  const asked = (to: Account): FounderRequest => {
    const { address: account } = COMPANY;
    const change = acceptKey(keyRegisterOf(company.network), to, { account, retiring: account });
    return { account, retiring: account, ...change, time: BigInt(Math.floor(now() / 1000)) };
  };

  before(async () => {
    const witnesses = JSON.stringify(WITNESSES.map(({ address }) => ({ key: address, owner: address })));
    company = await startCompany(join(folder.path, 'sealer'), { witnesses, heartbeat: '500ms' }, now);
    client = await connectChain({ url: company.url, queueUrl: company.url });
    next = newAccount();
    request = asked(next);
  });
  after(async () => {
    await company[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('is asked for by a request that names one of the two, and to which the next key agreed', async () => {
    const { network } = company;
    const json = founderRequestToJson(request);
    expect(parseFounderRequest(json, network)).to.deep.equal(request);
    const refused = (change: object): Promise<string> =>
      refusal(() => parseFounderRequest({ ...json, ...change }, network));
    expect(await refused({ account: STRANGER.address })).to.equal('NOT_A_FOUNDER');
    expect(await refused({ acceptance: asked(newAccount()).acceptance })).to.equal('KEY_NOT_ACCEPTED');
    expect(await refused({ time: 'now' })).to.equal('REQUEST_INVALID');
  });

  it('has no next key in a keystore that is there already, and no answer where the ledger is silent', async () => {
    const keystore = join(folder.path, 'there.json');
    writeFileSync(keystore, '{}');
    const { address: account } = COMPANY;
    const asking = { account, keystore, out: join(folder.path, 'request.json'), url: company.url };
    expect(await refusal(() => founderKeyRequest(asking))).to.equal('KEYSTORE_EXISTS');
    const other = { ...asking, keystore: join(folder.path, 'other.json') };
    expect(await refusal(() => founderKeyRequest({ ...other, account: STRANGER.address }))).to.equal('NOT_A_FOUNDER');
    const silent = nameFounderKey({
      client: { ...client, submit: async () => undefined, status: async () => ({ state: 'queued' }) },
      account: { ...PORTAL, use: async () => undefined },
      request,
      words: wordsOf(request),
      waitMs: 1,
    });
    expect(await refusal(() => silent)).to.equal('FOUNDER_REKEY_WAITING');
  });

  it('is not followed by another while the witnesses are young, or by the word of one', async () => {
    expect(await refusal(() => name(PORTAL, wordsOf(request)))).to.equal('FOUNDER_REKEY_REFUSED');
    shift += WITNESS_STANDING;
    request = asked(next);
    expect(await refusal(() => name(PORTAL, wordsOf(request).slice(1)))).to.equal('FOUNDER_REKEY_REFUSED');
  });

  it('is followed fourteen days after the portal named the next one with the words of witnesses, and verifies', async () => {
    const { from } = await name(PORTAL, wordsOf(request).toReversed());
    expect(from - request.time >= FOUNDER_OBJECTION).to.equal(true);
    expect(await client.read.keyOf(COMPANY.address)).to.equal(COMPANY.address);
    shift += FOUNDER_OBJECTION + 60n;
    while ((await client.read.keyOf(COMPANY.address)) !== next.address)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const { network, url } = company;
    const records = recordsOfUrl(url, new AbortController().signal);
    expect(await verifyChain({ network, records, engine: await startEngine() })).to.have.property('ok', true);
  });

  it('is followed by portal, biller and collector alike, and the page believes the new key', async () => {
    const { network } = company;
    await using database = await PGLITE.open();
    const { readModel } = database.store;
    const state = emptyState(PORTAL.address, network);
    const inboxFile = openDatabase(join(folder.path, 'inbox.sqlite'), migrationsIn(INBOX_MIGRATIONS));
    const inbox = openInbox(inboxFile);
    for await (const page of readPages(client, 0n, await client.head())) {
      await applyPage({ readModel, network, page });
      for (const block of page.blocks) {
        applyBlock(state, block);
        mirrorBlock(inbox, block, network);
      }
    }
    expect(state.nextKeys.get(COMPANY.address)?.encryptionKey).to.equal(next.encryptionKey);
    expect(inbox.registerBlock(COMPANY.address, KIND.KEY_ROTATE)).to.include(next.address.slice(2));
    inboxFile.close();
    const due = Number(request.time + FOUNDER_OBJECTION);
    expect((await keyNow(readModel, COMPANY.address, due - 60)).key).to.equal(COMPANY.address);
    expect((await keyNow(readModel, COMPANY.address, due + 60)).key).to.equal(next.address);
    const blocks = (await keyBlocksOf(readModel, [COMPANY.address])).get(COMPANY.address) ?? [];
    const signs = provenKeys(
      network,
      blocks.map((json) => signedBlockFromJson(json)),
    );
    expect(signs(next.address, COMPANY.address)).to.equal(true);
    expect(signs(STRANGER.address, COMPANY.address)).to.equal(false);
  });

  it('leaves a keystore that signs for the account although its first key is another', async () => {
    const file = join(folder.path, 'next.json');
    const files = { file, passwordFile: join(folder.path, 'next.password') };
    const made = await openProgramAccount(files);
    writeFileSync(join(folder.path, 'next.account'), `${COMPANY.address}\n`);
    const opened = await openProgramAccount(files);
    expect([opened.address, opened.key]).to.deep.equal([COMPANY.address, made.key]);
    expect(opened.signsFor(made.key, COMPANY.address)).to.equal(true);
    await opened.use(made.key);
  });
});
