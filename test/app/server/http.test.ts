import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sayAnswer } from '../../../app/server/operator/ask-operator.ts';
import { networkSchema } from '../../../app/server/http/light-client-schemas.ts';
import { ordersSchema } from '../../../app/server/http/payment-schemas.ts';
import * as schemas from '../../../app/server/http/schemas.ts';
import { decodeData, encodeData } from '../../../core/domain/ledger/block-data.ts';
import { signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { makeAppeal } from '../../../core/domain/resident/make-appeal.ts';
import { makeEnrol } from '../../../core/domain/resident/make-enrol.ts';
import { sandboxPersons } from '../../../sandbox/identity/persons.ts';
import { fillLedgers } from './support/busy-ledger.ts';
import { newAccount } from '../../support/world/actors.ts';
import { upkeepInvoice } from '../../support/world/upkeep.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import { expectProblem } from './support/problem.ts';
import type { z } from 'zod';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import type { BusyLedger } from './support/busy-ledger.ts';
import type { World } from '../../support/world.ts';
import type { SignedIn } from '../../support/world/sign-in.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';

const HASH = `0x${'ab'.repeat(32)}`;
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the portal over HTTP', () => {
  let house: World;
  let url: string;
  let resident: SignedIn & { account: Account };
  let other: SignedIn;
  let busy: BusyLedger;

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
    ({ url } = house.portal.app);
    resident = await house.portal.resident('flat-3');
    other = await house.portal.signIn('flat-4');
    busy = await fillLedgers(house.ledger, resident.account);
    const head = await house.ledger.client.head();
    await waitFor('the read model has it', async () => {
      const health = (await (await fetch(`${url}/health`)).json()) as { nextBlock: string };
      return BigInt(health.nextBlock) > head;
    });
  });
  after(() => house[Symbol.asyncDispose]());

  const enrolOf = (
    login: string,
    change: { premise?: string; role?: number; to?: Account } = {},
  ): Promise<SignedBlock> => {
    const premise = sandboxPersons().find((one) => one.login === login)?.premises[0];
    if (premise === undefined) throw new Error(`there is no ${login}`);
    return makeEnrol({
      network: house.ledger.client.network,
      account: newAccount(),
      timestamp: BigInt(Math.floor(Date.now() / 1000)),
      premise: change.premise ?? premise.premise,
      personalAccount: premise.personalAccount,
      company: house.ledger.company,
      portal: change.to ?? house.ledger.portal,
    });
  };
  const post = (who: SignedIn, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    who.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { ...JSON_TYPE, ...who.csrf, ...headers },
    });

  describe('refuses', () => {
    for (const path of [
      'contracts',
      'invoices',
      'meters',
      'readings',
      'requests',
      'appeals',
      'payments',
      `payments/${crypto.randomUUID()}`,
    ]) {
      it(`/api/${path} to somebody who is not signed in, or has a made-up session`, async () => {
        await expectProblem(await fetch(`${url}/api/${path}`), 401, 'SESSION_REQUIRED');
        const cookie = `domledger_session=${'A'.repeat(43)}`;
        await expectProblem(await fetch(`${url}/api/${path}`, { headers: { cookie } }), 401, 'SESSION_REQUIRED');
      });
    }

    for (const path of ['/api/enrolment', '/api/blocks', '/api/payments', '/auth/sign-out']) {
      it(`POST ${path} without a session`, async () => {
        await expectProblem(
          await fetch(`${url}${path}`, { method: 'POST', headers: JSON_TYPE, body: '{}' }),
          401,
          'SESSION_REQUIRED',
        );
      });
      it(`POST ${path} that another site's page sent`, async () => {
        const send = (headers: Record<string, string>): Promise<Response> =>
          resident.request(path, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: '{}' });
        await expectProblem(await send({}), 403, 'CSRF_REFUSED');
        await expectProblem(await send({ 'x-csrf-token': 'x'.repeat(32) }), 403, 'CSRF_REFUSED');
        await expectProblem(await send(other.csrf), 403, 'CSRF_REFUSED');
        await expectProblem(await send({ ...resident.csrf, origin: 'http://evil.test' }), 403, 'CSRF_REFUSED');
        await expectProblem(await send({ ...resident.csrf, origin: 'null' }), 403, 'CSRF_REFUSED');
        await expectProblem(await send({ ...resident.csrf, 'sec-fetch-site': 'cross-site' }), 403, 'CSRF_REFUSED');
      });
    }

    for (const path of ['/api/enrolment', '/api/blocks', '/api/payments']) {
      it(`POST ${path} with a body that is none, malformed, of another type, too large or has unknown fields`, async () => {
        const send = (init: RequestInit): Promise<Response> =>
          resident.request(path, {
            method: 'POST',
            ...init,
            headers: { ...resident.csrf, ...(init.headers as Record<string, string>) },
          });
        await expectProblem(await send({}), 400, 'INPUT_INVALID');
        await expectProblem(await send({ headers: JSON_TYPE, body: '{' }), 400, 'BODY_MALFORMED');
        await expectProblem(
          await send({ headers: { 'content-type': 'text/plain' }, body: '{}' }),
          415,
          'CONTENT_TYPE_UNSUPPORTED',
        );
        await expectProblem(
          await send({ headers: { 'content-type': '' }, body: Buffer.from('{}') }),
          415,
          'CONTENT_TYPE_UNSUPPORTED',
        );
        await expectProblem(
          await send({ headers: JSON_TYPE, body: `"${'a'.repeat(1 << 20)}"` }),
          413,
          'BODY_TOO_LARGE',
        );
        await expectProblem(await send({ headers: JSON_TYPE, body: '[]' }), 400, 'INPUT_INVALID');
        await expectProblem(await send({ headers: JSON_TYPE, body: '{"unknown":1}' }), 400, 'INPUT_INVALID');
      });
    }

    for (const path of [
      '/api/seals?from=-1',
      '/api/seals?from=1e3',
      '/api/seals?limit=501',
      '/api/seals?limit=0',
      '/api/seals?unknown=1',
      '/api/proof/nowhere/0xab',
      `/api/proof/participants/${HASH}00`,
      '/api/blocks?after=1',
      '/api/blocks?after=1.0.0.0',
      '/api/blocks?after=1.0%27--',
      '/api/blocks?limit=many',
      '/api/blocks/0x1234',
      '/api/rates?provider=me',
      '/api/network?x=1',
      '/api/directory?x=1',
      '/auth/sign-in?returnTo=https://evil.test/',
      '/auth/sign-in?returnTo=//evil.test/',
      '/auth/sign-in?returnTo=/%5Cevil.test/',
      '/auth/callback',
    ]) {
      it(`GET ${path}`, async () => {
        const response = await fetch(`${url}${path}`, { redirect: 'manual' });
        const body = (await response.clone().json()) as { code: string };
        await expectProblem(response, 400, body.code === 'PLACE_INVALID' ? 'PLACE_INVALID' : 'INPUT_INVALID');
      });
    }
    for (const path of [
      '/api/readings?meterId=0x12',
      '/api/readings?fromTime=yesterday',
      '/api/readings?after=1.0',
      '/api/readings?limit=501',
      '/api/readings?x=1',
      '/api/contracts?x=1',
      '/api/invoices?x=1',
      '/api/meters?x=1',
      '/api/requests?x=1',
      '/api/appeals?x=1',
      '/api/payments?x=1',
      '/api/payments/17',
      '/api/me?x=1',
    ]) {
      it(`GET ${path} of a resident`, async () => {
        const response = await resident.request(path);
        const body = (await response.clone().json()) as { code: string };
        await expectProblem(response, 400, body.code === 'PLACE_INVALID' ? 'PLACE_INVALID' : 'INPUT_INVALID');
      });
    }

    it('paths, ledgers, blocks and orders that do not exist', async () => {
      await expectProblem(await fetch(`${url}/api/nothing`), 404, 'NOT_FOUND');
      await expectProblem(await fetch(`${url}/nothing.js`), 404, 'NOT_FOUND');
      await expectProblem(await fetch(`${url}/api/proof/participants/${HASH}`), 404, 'BLOCK_UNKNOWN');
      await expectProblem(await fetch(`${url}/api/proof/0x${'12'.repeat(20)}/${HASH}`), 404, 'LEDGER_UNKNOWN');
      await expectProblem(await resident.request(`/api/payments/${crypto.randomUUID()}`), 404, 'ORDER_UNKNOWN');
    });

    it('a sign-in that was not begun here, is begun in another browser, or is used twice', async () => {
      await expectProblem(await fetch(`${url}/auth/callback?code=x&state=${'s'.repeat(43)}`), 400, 'SIGN_IN_EXPIRED');
      const begun = await fetch(`${url}/auth/sign-in`, { redirect: 'manual' });
      const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const [cookie = ''] = (begun.headers.getSetCookie()[0] ?? '').split(';');
      await expectProblem(await fetch(`${url}/auth/callback?code=x&state=${state}`), 400, 'SIGN_IN_EXPIRED');
      const forged = `${url}/auth/callback?code=forged&state=${state}`;
      await expectProblem(await fetch(forged, { headers: { cookie } }), 401, 'SIGN_IN_REFUSED');
      await expectProblem(await fetch(forged, { headers: { cookie } }), 400, 'SIGN_IN_EXPIRED');
    });

    it('an enrolment for another premise, role, ledger or kind, or one that the portal cannot open', async () => {
      const enrol = async (signed: SignedBlock): Promise<Response> =>
        post(other, '/api/enrolment', signedBlockToJson(signed));
      await expectProblem(await enrol(await enrolOf('flat-4', { premise: 'flat-5' })), 403, 'NOT_YOURS');
      await expectProblem(await enrol(await enrolOf('flat-5')), 403, 'NOT_YOURS');
      await expectProblem(await enrol(await enrolOf('flat-4', { to: newAccount() })), 400, 'NOT_ADDRESSEE');
      const account = newAccount();
      const data = encodeData('ENROL', { role: ROLE.provider, encryptionKey: account.encryptionKey, envelope: '0x' });
      const say = { from: account, to: house.ledger.company.address, data } as const;
      await expectProblem(
        await enrol(house.ledger.sign({ ...say, ledger: 'participants', kind: KIND.ENROL })),
        400,
        'ENROLMENT_INVALID',
      );
      await expectProblem(
        await enrol(house.ledger.sign({ ...say, ledger: 'meters', kind: KIND.ENROL })),
        400,
        'ENROLMENT_INVALID',
      );
      await expectProblem(
        await enrol(house.ledger.sign({ ...say, ledger: 'participants', kind: KIND.ATTEST })),
        400,
        'ENROLMENT_INVALID',
      );
      await expectProblem(
        await enrol(house.ledger.sign({ ...say, to: account.address, ledger: 'participants', kind: KIND.ENROL })),
        400,
        'ENROLMENT_INVALID',
      );
      const forged = await enrolOf('flat-4');
      await expectProblem(
        await enrol({ ...forged, block: { ...forged.block, timestamp: 1n } }),
        400,
        'SENDER_MISMATCH',
      );
      const me = await other.get<{ premises: unknown[] }>('/api/me');
      expect(me.premises[0]).to.include({ enrolment: 'none', subscriber: null });
    });

    it("an enrolment with the envelope of somebody else's: M6, the flat inside it is said by its own sender alone", async () => {
      const { data } = await enrolOf('flat-4');
      const { envelope } = decodeData('ENROL', data);
      const thief = newAccount();
      const role = ROLE.subscriber;
      const stolen = house.ledger.sign({
        from: thief,
        to: house.ledger.company.address,
        ledger: 'participants',
        kind: KIND.ENROL,
        data: encodeData('ENROL', { role, encryptionKey: thief.encryptionKey, envelope }),
      });
      await expectProblem(await post(other, '/api/enrolment', signedBlockToJson(stolen)), 400, 'ENVELOPE_BROKEN');
    });

    it('keys that belong to another personal account', async () => {
      const { account } = resident;
      const [premise] = sandboxPersons().find((one) => one.login === 'flat-4')?.premises ?? [];
      if (premise === undefined) throw new Error('no premise');
      const { premise: name, personalAccount } = premise;
      const signed = await makeEnrol({
        network: house.ledger.client.network,
        account,
        timestamp: 1n,
        premise: name,
        personalAccount,
        company: house.ledger.company,
        portal: house.ledger.portal,
      });
      await expectProblem(await post(other, '/api/enrolment', signedBlockToJson(signed)), 409, 'SUBSCRIBER_TAKEN');
    });

    it('to carry blocks of others, of foreign ledgers, enrolments and forgeries', async () => {
      const data = encodeData('CANCEL', { contractId: busy.contractId, effectiveDate: 1n, envelope: '0x' });
      const { account } = resident;
      const own = house.ledger.sign({
        from: account,
        ledger: 'contractLedger',
        to: house.ledger.company.address,
        kind: KIND.CANCEL,
        data,
      });
      const carry = (signed: SignedBlock, who: SignedIn = resident): Promise<Response> =>
        post(who, '/api/blocks', signedBlockToJson(signed));
      await expectProblem(await carry(own, other), 403, 'NOT_YOURS');
      await expectProblem(await carry({ ...own, ledger: `0x${'12'.repeat(20)}` }), 404, 'LEDGER_UNKNOWN');
      await expectProblem(await carry({ ...own, data: '0x' }), 400, 'DATA_HASH_MISMATCH');
      await expectProblem(await carry({ ...own, block: { ...own.block, timestamp: 5n } }), 400, 'SENDER_MISMATCH');
      await expectProblem(await carry(await enrolOf('flat-3')), 400, 'USE_ENROLMENT');
    });

    it('to pay invoices of others, settled ones, and what is no amount', async () => {
      const { invoiceId } = await upkeepInvoice(house.ledger, {
        subscriber: resident.account,
        contractId: busy.contractId,
        amount: 10_000_000_000_000n,
        period: 202604,
      });
      await waitFor('it is listed', async () =>
        JSON.stringify(await resident.get('/api/invoices')).includes(invoiceId),
      );
      const pay = (who: SignedIn, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
        post(who, '/api/payments', body, headers);
      await expectProblem(await pay(other, { invoiceId, amount: '10000000000' }), 404, 'INVOICE_UNKNOWN');
      await expectProblem(await pay(resident, { invoiceId: HASH, amount: '10000000000' }), 404, 'INVOICE_UNKNOWN');
      await expectProblem(
        await pay(resident, { invoiceId: busy.invoiceId, amount: '10000000000' }),
        409,
        'INVOICE_SETTLED',
      );
      const carried = invoiceIdOf(house.ledger.company.address, busy.contractId, 202609, 0);
      await expectProblem(await pay(resident, { invoiceId: carried, amount: '10000000000' }), 409, 'INVOICE_CLOSED');
      for (const amount of ['0', '-10000000000', '1.00', '010000000000', 10_000_000_000, '1'.repeat(25)]) {
        await expectProblem(await pay(resident, { invoiceId, amount }), 400, 'INPUT_INVALID');
      }
      await expectProblem(await pay(resident, { invoiceId, amount: '1001' }), 400, 'AMOUNT_INVALID');
      await expectProblem(
        await pay(resident, { invoiceId, amount: '10000000000' }, { 'idempotency-key': 'a b' }),
        400,
        'INPUT_INVALID',
      );
    });

    it('too many requests from one address', async () => {
      await house.portal.restartApp({ requestsPerMinute: 5 });
      const answers: Response[] = [];
      for (let n = 0; n < 6; n++) answers.push(await fetch(`${url}/api/directory`));
      expect(answers.slice(0, 5).map((answer) => answer.status)).to.deep.equal([200, 200, 200, 200, 200]);
      const last = answers.at(-1) ?? Response.error();
      expect(Number(last.headers.get('retry-after'))).to.be.within(1, 60);
      await expectProblem(last, 429, 'TOO_MANY_REQUESTS');
      await house.portal.restartApp();
    });
  });

  it('answers in the shapes of its OpenAPI document, on every route that reads', async () => {
    const digest = busy.appealId;
    const routes: [string, z.ZodType, number][] = [
      ['/api/me', schemas.meSchema, 1],
      ['/api/network', networkSchema, 1],
      ['/api/directory', schemas.directorySchema, 4],
      ['/api/seals?from=0&limit=3', schemas.sealsSchema, 3],
      [`/api/proof/readingLedger/${digest}`, schemas.proofSchema, 1],
      ['/api/blocks?limit=7', schemas.blocksSchema, 7],
      [`/api/blocks/${digest}`, schemas.blockStatusSchema, 1],
      [`/api/blocks/${HASH}`, schemas.blockStatusSchema, 1],
      ['/api/rates', schemas.ratesSchema, 1],
      ['/api/contracts', schemas.contractsSchema, 2],
      ['/api/invoices', schemas.invoicesSchema, 1],
      ['/api/meters', schemas.metersSchema, 1],
      ['/api/readings', schemas.readingsSchema, 10],
      ['/api/requests', schemas.requestsSchema, 1],
      ['/api/appeals', schemas.appealsSchema, 1],
      ['/api/payments', ordersSchema, 0],
    ];
    for (const [path, schema, least] of routes) {
      const body = await resident.get<Record<string, unknown>>(path);
      const parsed = schema.safeParse(body);
      expect(parsed.error?.issues, path).to.equal(undefined);
      const list = Object.values(body).find(Array.isArray) as unknown[] | undefined;
      if (list !== undefined && least > 1) expect(list.length, path).to.be.at.least(least);
    }
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).to.include.members([
      '/api/me',
      '/api/payments/{orderId}',
      '/api/proof/{ledger}/{digest}',
    ]);
    const docs = await (await fetch(`${url}/docs`)).text();
    expect(docs)
      .to.include('/api/readings')
      .and.not.match(/(src|href)="https?:/);
  });

  it('shows the rate that a provider withdrew apart from those that it has, with both signed blocks', async () => {
    const { rates, withdrawn } = schemas.ratesSchema.parse(await (await fetch(`${url}/api/rates`)).json());
    expect(rates.map(({ mantissa, exponent }) => [mantissa, exponent])).to.deep.equal([['567', -5]]);
    expect(withdrawn.map(({ mantissa, exponent }) => [mantissa, exponent])).to.deep.equal([['567', -4]]);
    const said = withdrawn.map(({ recorded, withdrawal }) => [recorded.block.kindName, withdrawal.block.kindName]);
    expect(said).to.deep.equal([['RATE', 'RATE_WITHDRAW']]);
  });

  it('shows a resident only what is theirs', async () => {
    for (const path of ['contracts', 'invoices', 'meters', 'requests', 'appeals', 'payments']) {
      const lists = Object.values(await other.get<object>(`/api/${path}`));
      expect([new Set(lists.map(String)), lists.length > 0], path).to.deep.equal([new Set(['']), true]);
    }
    expect(await other.get(`/api/readings?meterId=${busy.meterId}`)).to.deep.equal({
      frames: [],
      batches: [],
      periodKeys: [],
      next: null,
    });
  });

  it('names no resident in the directory', async () => {
    const text = await (await fetch(`${url}/api/directory`)).text();
    expect(text).to.include(house.ledger.company.address).and.not.include(resident.account.address);
  });

  it('pages through readings without losing or repeating one', async () => {
    const whole = await resident.get<{ frames: { sequence: string }[] }>('/api/readings');
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: { frames: { sequence: string }[]; next: string | null } = await resident.get(
        `/api/readings?limit=3${after === '' ? '' : `&after=${after}`}`,
      );
      seen.push(...page.frames.map((frame) => frame.sequence));
      after = page.next;
    }
    expect(seen).to.deep.equal(whole.frames.map((frame) => frame.sequence));
  });

  it('carries a resident’s block to the ledger and says what became of it, also when it is refused', async () => {
    const { signed } = await makeAppeal({
      network: house.ledger.client.network,
      account: resident.account,
      timestamp: BigInt(Math.floor(Date.now() / 1000)),
      category: 'question',
      addressees: { portal: house.ledger.portal },
      text: 'Когда?',
    });
    const { digest } = await resident.post<{ digest: string }>('/api/blocks', signedBlockToJson(signed));
    const status = (of: string): Promise<{ state: string; error?: { name: string; message: string } }> =>
      resident.get(`/api/blocks/${of}`);
    await waitFor('it is recorded', async () => (await status(digest)).state === 'recorded');
    const data = encodeData('COPY', {
      contractId: busy.contractId,
      subjectHash: `0x${'00'.repeat(32)}`,
      meterIds: [],
      envelope: '0x',
    });
    const again = house.ledger.sign({
      from: resident.account,
      ledger: 'contractLedger',
      to: house.ledger.company.address,
      kind: KIND.COPY,
      subject: busy.contractId,
      data,
    });
    const refused = await resident.post<{ digest: string }>('/api/blocks', signedBlockToJson(again));
    const end = await waitFor('it is refused', async () => {
      const found = await status(refused.digest);
      return found.state === 'refused' && found;
    });
    expect(end.error?.name).to.equal('CopyAlreadyRecorded');
    expect(end.error?.message).to.match(/[a-z]{4,}/);
  });

  it('says once that an appeal to it was received, and gives its clerk’s answer', async () => {
    type Appeals = {
      appeals: { appealId: string; addressees: string[]; answers: { from: string; outcome: number }[] }[];
    };
    const mine = async (): Promise<Appeals['appeals'][number] | undefined> =>
      (await resident.get<Appeals>('/api/appeals')).appeals.find((appeal) => appeal.addressees.includes('portal'));
    const appeal = await waitFor('it is acknowledged', async () => {
      const found = await mine();
      return found?.answers.length === 1 && found;
    });
    expect(appeal.answers[0]).to.include({ from: house.ledger.portal.address, outcome: 2 });
    const answer = (id: string, text = 'x', to?: string) => sayAnswer(house.portal.operator(), id, { text, to });
    expect(await refusal(() => answer(appeal.appealId, 'x', resident.account.address))).to.equal('REDIRECT_UNFIT');
    expect(await refusal(() => answer(HASH))).to.equal('APPEAL_UNKNOWN');
    expect(await refusal(() => answer(busy.appealId))).to.equal('APPEAL_NOT_ADDRESSED');
    expect(await refusal(() => answer(appeal.appealId, ''))).to.equal('INPUT_INVALID');
    const digest = await answer(appeal.appealId, 'Завтра.');
    expect(await answer(appeal.appealId, 'Завтра.')).to.equal(digest);
    await waitFor('it is answered', async () => (await mine())?.answers.length === 2);
    expect((await mine())?.answers.map((answer) => answer.outcome)).to.deep.equal([2, 1]);
  });

  it('has no clerk’s routes on the residents’ port', async () => {
    await expectProblem(await fetch(`${url}/operator/read-model`), 404, 'NOT_FOUND');
  });

  it('keeps sessions over a restart and ends them on signing out', async () => {
    const person = await house.portal.signIn('flat-9');
    await house.portal.restartApp();
    expect(await person.get('/api/me')).to.include({ signedIn: true });
    const out = await post(person, '/auth/sign-out', {});
    expect(out.status).to.equal(204);
    expect(await person.get('/api/me')).to.deep.equal({ signedIn: false, signInUrl: '/auth/sign-in' });
  });

  it('sets cookies that scripts cannot read and other sites do not send', async () => {
    const begun = await fetch(`${url}/auth/sign-in`, { redirect: 'manual' });
    for (const cookie of begun.headers.getSetCookie())
      expect(cookie)
        .to.match(/HttpOnly/)
        .and.match(/SameSite=Lax/);
  });

  it('lets pages run only what the portal serves', async () => {
    const policy = (await fetch(`${url}/docs`)).headers.get('content-security-policy') ?? '';
    expect(policy)
      .to.include("script-src 'self';")
      .and.include("frame-ancestors 'none'")
      .and.include("object-src 'none'");
  });

  it('gives health and metrics without names', async () => {
    expect(await (await fetch(`${url}/health`)).json()).to.include({ ok: true, caughtUp: true });
    expect(await (await fetch(`${url}/metrics`)).text()).to.include('domledger_app_next_block_number');
  });

  it('writes no name, flat or account number, and no address beside them, in clear to its folder', async () => {
    await house.portal.stopApp();
    const files = readdirSync(join(house.ledger.folder, 'app'), { recursive: true, encoding: 'utf8' })
      .map((name) => join(house.ledger.folder, 'app', name))
      .filter((name) => statSync(name).isFile());
    const [person] = sandboxPersons().filter((one) => one.login === 'flat-3');
    const secrets = [person?.name, person?.premises[0]?.address, person?.premises[0]?.personalAccount, '"flat-3"'];
    for (const file of files) {
      const content = readFileSync(file);
      for (const secret of secrets) expect(content.includes(secret ?? ''), `${secret} in ${file}`).to.equal(false);
    }
    await house.portal.restartApp();
  });
});
