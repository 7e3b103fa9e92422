import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compactVerify, importJWK } from 'jose';
import { startSandboxBank } from '../../sandbox/bank/main.ts';
import { freePorts } from '../../scripts/world/free-ports.ts';
import { waitFor } from '../support/wait-for.ts';
import type { JWK } from 'jose';
import type { RunningSandboxBank } from '../../sandbox/bank/main.ts';
import type { SandboxBankSettings } from '../../sandbox/bank/settings.ts';

type Received = { jti: string; aud: string; iat: number; event: { eventId: string; type: string; orderId: string } };

describe('the sandbox bank', () => {
  let folder: string;
  let settings: SandboxBankSettings;
  let bank: RunningSandboxBank;
  let received: string[];
  let answer: number;
  const receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push(body);
      response.statusCode = answer;
      response.end();
    });
  });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-bank-'));
    const [port = 0, bankPort = 0] = await freePorts(2);
    await new Promise<void>((resolve) => receiver.listen(port, '127.0.0.1', resolve));
    settings = {
      dataDir: folder,
      port: bankPort,
      webhookUrl: `http://127.0.0.1:${port}/hook`,
      mode: 'page',
      delivery: 'orderly',
      retryInterval: 20,
      logLevel: 'silent',
    };
  });
  beforeEach(async () => {
    received = [];
    answer = 200;
    bank = await startSandboxBank(settings, new AbortController().signal);
  });
  afterEach(() => bank[Symbol.asyncDispose]());
  after(() => {
    receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const restart = async (change: Partial<SandboxBankSettings> = {}): Promise<void> => {
    await bank[Symbol.asyncDispose]();
    bank = await startSandboxBank({ ...settings, ...change }, new AbortController().signal);
  };
  const order = (change: object = {}): Record<string, string> => ({
    orderId: crypto.randomUUID(),
    amount: '15049',
    currency: 'RUB',
    purpose: 'Оплата',
    returnUrl: 'http://127.0.0.1:1/back',
    ...change,
  });
  const place = (body: Record<string, unknown>, key: unknown = body['orderId'] ?? ''): Promise<Response> =>
    fetch(`${bank.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotence-key': String(key) },
      body: JSON.stringify(body),
    });
  const fault = async (asked: Promise<Response>): Promise<unknown[]> => {
    const answer = await asked;
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  };
  const events = async (): Promise<Received[]> => {
    const { keys } = (await (await fetch(`${bank.url}/jwks.json`)).json()) as { keys: JWK[] };
    const key = await importJWK(keys[0] ?? {}, 'ES256');
    return Promise.all(
      received.map(
        async (jws) => JSON.parse(new TextDecoder().decode((await compactVerify(jws, key)).payload)) as Received,
      ),
    );
  };

  it('refuses malformed orders, foreign idempotence keys and a changed amount', async () => {
    for (const change of [
      { amount: '0' },
      { amount: '1.5' },
      { currency: 'rub' },
      { purpose: '' },
      { returnUrl: 'javascript:1' },
      { extra: 1 },
    ]) {
      expect(await fault(place(order(change))), JSON.stringify(change)).to.deep.equal([400, 'ORDER_INVALID']);
    }
    expect(await fault(place(order(), 'other'))).to.deep.equal([400, 'IDEMPOTENCE_KEY_INVALID']);
    const first = order();
    expect((await place(first)).status).to.equal(201);
    expect(await fault(place({ ...first, amount: '1' }))).to.deep.equal([409, 'ORDER_CONFLICT']);
    expect(await fault(fetch(`${bank.url}/orders/pay_none`))).to.deep.equal([404, 'ORDER_UNKNOWN']);
    expect(await fault(fetch(`${bank.url}/orders`, { method: 'POST' }))).to.deep.equal([400, 'ORDER_INVALID']);
  });

  it('opens one order for one id, and shows the payer a page that says SANDBOX', async () => {
    const wish = order();
    const [one, two] = [await (await place(wish)).json(), await (await place(wish)).json()] as {
      id: string;
      confirmationUrl: string;
    }[];
    expect(one).to.deep.equal(two);
    const page = await (await fetch(one?.confirmationUrl ?? '')).text();
    expect(page)
      .to.include('SANDBOX')
      .and.include('150.49')
      .and.not.match(/(src|href)="https?:/);
  });

  it('gives back no more than was paid, of a payment that stands, once for one id', async () => {
    const ask = async (body: object): Promise<Record<string, unknown>> => {
      const headers = { 'content-type': 'application/json' };
      const asked = await fetch(`${bank.url}/refunds`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await asked.json()) as Record<string, unknown>;
    };
    const wish = { refundId: '0xabcd', paymentId: 'pay_none', amount: '15000', currency: 'RUB', purpose: 'Возврат' };
    const reason = 'There is no such payment that stands.';
    expect(await ask(wish)).to.include({ state: 'refused', reason, paidAt: null });
    expect((await ask({ ...wish, amount: '0' }))['code']).to.equal('ORDER_INVALID');
    const { id: paymentId } = (await (await place(order())).json()) as { id: string };
    const refund = (refundId: string, change: object = {}) => ask({ ...wish, paymentId, refundId, ...change });
    expect(await refund('early')).to.include({ state: 'refused', reason });
    bank.book.decide(paymentId, 'succeeded');
    expect(await refund('foreign', { currency: 'EUR' })).to.include({ state: 'refused', reason });
    const made = await refund('first');
    expect(made).to.include({ state: 'succeeded', reason: null });
    expect(await refund('first')).to.deep.equal(made);
    expect((await refund('first', { amount: '1' }))['code']).to.equal('ORDER_CONFLICT');
    expect(await refund('second')).to.include({ reason: 'More would be given back than was paid.' });
    expect(await (await fetch(`${bank.url}/refunds/${String(made['id'])}`)).json()).to.deep.equal(made);
    expect(await fault(fetch(`${bank.url}/refunds/ref_none`))).to.deep.equal([404, 'ORDER_UNKNOWN']);
    bank.book.reverse(paymentId);
    expect(await refund('third', { amount: '1' })).to.include({ state: 'refused', reason });
    await waitFor('all was heard', async () => bank.book.owed() === 0);
    const types = (await events()).map(({ event }) => event.type);
    expect(types.filter((type) => type === 'refund.succeeded')).to.have.length(1);
    expect(types.at(-2)).to.equal('payment.reversed');
  });

  it('takes back at a word on its page what was paid, and nothing else', async () => {
    const { id, confirmationUrl } = (await (await place(order())).json()) as { id: string; confirmationUrl: string };
    const bounce = (): Promise<Response> =>
      fetch(confirmationUrl, { method: 'POST', body: new URLSearchParams({ choice: 'bounce' }), redirect: 'manual' });
    await bounce();
    expect(bank.book.find(id)?.state).to.equal('pending');
    bank.book.decide(id, 'succeeded');
    expect(await (await fetch(confirmationUrl)).text()).to.include('value="bounce"');
    await bounce();
    expect(bank.book.find(id)?.state).to.equal('reversed');
    expect(await (await fetch(confirmationUrl)).text())
      .to.include('Taken back')
      .and.not.include('value="bounce"');
    await waitFor('all was heard', async () => bank.book.owed() === 0);
  });

  it('settles an order once, at the payer’s word, and tells by a signed event until it is heard', async () => {
    answer = 503;
    const { confirmationUrl } = (await (await place(order())).json()) as { confirmationUrl: string };
    const choose = (choice: string): Promise<Response> =>
      fetch(confirmationUrl, { method: 'POST', body: new URLSearchParams({ choice }), redirect: 'manual' });
    expect(await fault(choose('other'))).to.deep.equal([400, 'CHOICE_INVALID']);
    expect((await choose('pay')).status).to.equal(303);
    await choose('cancel');
    await waitFor('it was not heard twice', async () => received.length >= 4);
    answer = 200;
    await waitFor('it was heard', async () => bank.book.owed() === 0);
    const all = await events();
    expect(new Set(all.map((one) => one.jti)).size, 'each delivery has a name of its own').to.equal(all.length);
    expect([...new Set(all.map((one) => one.event.type))].sort()).to.deep.equal([
      'payment.pending',
      'payment.succeeded',
    ]);
    expect(all.every((one) => one.aud === settings.webhookUrl)).to.equal(true);
  });

  it('loses no order and no event when it is stopped', async () => {
    answer = 500;
    const { id } = (await (await place(order())).json()) as { id: string };
    bank.book.decide(id, 'succeeded');
    await restart();
    expect(await (await fetch(`${bank.url}/orders/${id}`)).json()).to.include({ state: 'succeeded' });
    answer = 200;
    await waitFor('it was heard', async () => bank.book.owed() === 0);
  });

  it('in instant mode pays by itself; rough, it repeats and turns the order round', async () => {
    await restart({ mode: 'instant', delivery: 'rough' });
    const wish = order();
    const booked = (await (await place(wish)).json()) as { state: string; confirmationUrl: null };
    expect(booked).to.include({ state: 'succeeded', confirmationUrl: null });
    await waitFor('it was heard', async () => bank.book.owed() === 0);
    const types = (await events()).filter((one) => one.event.orderId === wish['orderId']).map((one) => one.event.type);
    expect(types.length).to.be.at.least(4);
    expect(types.indexOf('payment.succeeded')).to.be.lessThan(types.lastIndexOf('payment.pending'));
  });
});
