import { join } from 'node:path';
import express from 'express';
import { z } from 'zod';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { AMOUNT_PER_MINOR, formatAmount } from '../../core/domain/billing/money.ts';
import { healthRoutes, jsonBody, problemDetails, startHttp, unknownPath } from '../../core/runtime/http-service.ts';
import { createLog } from '../../core/runtime/log.ts';
import { createMetrics } from '../../core/runtime/metrics.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { migrationsIn, openDatabase } from '../../core/runtime/sqlite.ts';
import { escapeHtml, sandboxPage } from '../page.ts';
import { BANK_MIGRATIONS, openBankBook } from './book.ts';
import { deliverEvents } from './deliver-events.ts';
import { loadBankKey } from './signing-key.ts';
import type { BankBook, BookedOrder } from './book.ts';
import type { SandboxBankSettings } from './settings.ts';

export type RunningSandboxBank = AsyncDisposable & { readonly url: string; readonly book: BankBook };

const orderSchema = z.strictObject({
  orderId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
  amount: z.string().regex(/^[1-9]\d{0,14}$/, 'whole minor units'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  purpose: z.string().min(1).max(210),
  returnUrl: z.url({ protocol: /^https?$/ }).max(500),
});

const refundSchema = z.strictObject({
  refundId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
  paymentId: z.string().min(1).max(100),
  amount: orderSchema.shape.amount,
  currency: orderSchema.shape.currency,
  purpose: orderSchema.shape.purpose,
});

const seconds = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number);
const registerSchema = z.strictObject({ from: seconds, to: seconds, after: seconds.optional() });
const REGISTER_PAGE = 500;

/**
 * A stand-in for a bank: takes payment orders, lets the payer confirm on a page or confirms by itself, gives money
 * back, lets a payment bounce on its page, and tells by signed webhooks until it is heard.
 * Loopback only; kill -9 at any instant loses nothing. @throws InputError PORT_TAKEN
 */
export async function startSandboxBank(
  settings: SandboxBankSettings,
  signal: AbortSignal,
): Promise<RunningSandboxBank> {
  const log = createLog('sandbox-bank', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  const database = openDatabase(join(settings.dataDir, 'bank.sqlite'), migrationsIn(BANK_MIGRATIONS));
  opened.defer(() => database.close());
  const book = openBankBook(database, Date.now);
  const key = await loadBankKey(settings.dataDir);
  const url = `http://127.0.0.1:${settings.port}`;

  const app = express();
  app.disable('x-powered-by');
  healthRoutes(app, {
    health: () => ({ sandbox: true, owed: book.owed() }),
    metrics: createMetrics('domledger_sandbox_bank_'),
  });
  app.get('/jwks.json', (_request, response) => void response.json(key.publicKeys));
  app.post('/orders', ...jsonBody(), (request, response) => {
    const order = parsed(orderSchema, request.body);
    const booked = book.open(order, request.get('idempotence-key') ?? '');
    const shown = settings.mode === 'instant' ? book.decide(booked.id, 'succeeded') : booked;
    response.status(201).json(orderJson(shown, settings.mode === 'page' ? url : undefined));
  });
  app.get('/orders/:id', (request, response) => {
    response.json(orderJson(order(book, request.params.id), settings.mode === 'page' ? url : undefined));
  });
  app.post('/refunds', ...jsonBody(), (request, response) => {
    response.status(201).json(book.refund(parsed(refundSchema, request.body)));
  });
  app.get('/refunds/:id', (request, response) => {
    const found = book.findRefund(request.params.id);
    if (found === undefined) throw new InputError('ORDER_UNKNOWN', 'There is no such refund.');
    response.json(found);
  });
  app.get('/register', (request, response) => {
    const { from, to, after = 0 } = parsed(registerSchema, request.query);
    response.json(book.register({ from, to, after, limit: REGISTER_PAGE }));
  });
  app.get('/pay/:id', (request, response) => {
    response
      .type('html')
      .set('cache-control', 'no-store')
      .send(payPage(order(book, request.params.id)));
  });
  app.post('/pay/:id', express.urlencoded({ extended: false, limit: '4kb' }), (request, response) => {
    const choice = z.strictObject({ choice: z.enum(['pay', 'cancel', 'bounce']) }).safeParse(request.body);
    if (!choice.success) throw new InputError('CHOICE_INVALID', 'Choose to pay, to cancel, or to let it bounce.');
    const { id } = order(book, request.params.id);
    const decided = choose(book, id, choice.data.choice);
    response.redirect(303, decided.returnUrl);
  });
  app.use(unknownPath());
  app.use(problemDetails({ log }));

  opened.use(await startHttp({ app, host: '127.0.0.1', port: settings.port }));
  const stop = new AbortController();
  const delivery = deliverEvents({
    book,
    key,
    webhookUrl: settings.webhookUrl,
    rough: settings.delivery === 'rough',
    retryMs: settings.retryInterval,
    signal: AbortSignal.any([signal, stop.signal]),
    log,
  });
  delivery.catch((error: unknown) => log.error({ err: error }, 'delivery stopped'));
  opened.defer(async () => {
    stop.abort();
    await Promise.allSettled([delivery]);
  });
  const running = opened.move();
  announceReady({ program: 'sandbox-bank', url, mode: settings.mode });
  return { url, book, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function choose(book: BankBook, id: string, choice: 'pay' | 'cancel' | 'bounce'): BookedOrder {
  if (choice === 'bounce') return book.reverse(id);
  return book.decide(id, choice === 'pay' ? 'succeeded' : 'cancelled');
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new InputError('ORDER_INVALID', `The order is malformed. ${faults.join('; ')}`);
}

function order(book: BankBook, id: string): BookedOrder {
  const found = book.find(id);
  if (found === undefined) throw new InputError('ORDER_UNKNOWN', `There is no payment ${id.slice(0, 100)}.`);
  return found;
}

function orderJson(booked: BookedOrder, pagesAt: string | undefined): object {
  const { id, orderId, state, amount, currency, purpose, paidAt } = booked;
  return {
    id,
    orderId,
    state,
    amount,
    currency,
    purpose,
    paidAt,
    confirmationUrl: pagesAt === undefined ? null : `${pagesAt}/pay/${id}`,
  };
}

const WORDS = {
  succeeded: 'Оплачено / Paid',
  cancelled: 'Отменено / Cancelled',
  reversed: 'Отозвано / Taken back',
};

function payPage(booked: BookedOrder): string {
  const amount = `${formatAmount(BigInt(booked.amount) * AMOUNT_PER_MINOR)} ${escapeHtml(booked.currency)}`;
  const button = (choice: string, label: string, style = ''): string =>
    `<form method="post" action="/pay/${escapeHtml(booked.id)}"><input type="hidden" name="choice" value="${choice}"><button${style} type="submit">${label}</button></form>`;
  if (booked.state !== 'pending') {
    // Banks take a payment back without asking; here somebody has to press the button.
    const bounce = booked.state === 'succeeded' ? button('bounce', 'Отозвать платёж / Let it bounce') : '';
    const back = `<p><a href="${escapeHtml(booked.returnUrl)}">Назад / Back</a></p>`;
    return sandboxPage(WORDS[booked.state], `<p>${amount}</p>${back}${bounce}`);
  }
  return sandboxPage(
    'Оплата / Payment',
    `<p>${escapeHtml(booked.purpose)}</p><p><strong>${amount}</strong></p>${button('pay', 'Оплатить / Pay', ' class="pay"')}${button('cancel', 'Отменить / Cancel')}`,
  );
}
