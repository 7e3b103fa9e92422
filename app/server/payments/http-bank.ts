import { readFile } from 'node:fs/promises';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, errors } from 'jose';
import { z } from 'zod';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { fetchText } from '../../../core/runtime/fetch-text.ts';
import { bankEventSchema, bankOrderSchema, bankRefundSchema, bankRegisterSchema } from './payment-gateway.ts';
import type { JSONWebKeySet } from 'jose';
import type { BankRegister, PaymentGateway } from './payment-gateway.ts';

const TIMEOUT_MS = 10_000;
/** How old a delivery may be, and how far the bank's clock may be ahead. Seconds. */
const MAX_AGE = 300;
const MAX_AHEAD = 60;
/** How long the bank's keys are good enough when a message names another. */
const REFRESH_SECONDS = 30;
const REGISTER_PAGES_MAX = 10_000;

const keysSchema = z.object({
  keys: z
    .array(z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), kid: z.string() }))
    .min(1),
});
const problemSchema = z.object({ detail: z.string().optional(), title: z.string().optional() });
const deliverySchema = z.strictObject({
  jti: z.string().min(8).max(100),
  aud: z.string(),
  iat: z.number().int(),
  event: bankEventSchema,
});

/**
 * A bank behind plain HTTP: orders as JSON, webhooks as compact JWS (RFC 7515, ES256) over `{jti, aud, iat, event}`.
 * @param keys URL or file of the bank's JWK set
 * @param audience the URL that the webhooks are sent to
 */
export function httpBank(args: {
  url: string;
  keys: string;
  audience: string;
  nowSeconds: () => number;
}): PaymentGateway {
  const keySet = createKeySet(() => loadBankKeys(args.keys), args.nowSeconds);

  return {
    create: (order) => request(bankOrderSchema, `${args.url}/orders`, post(order, order.orderId)),
    fetch: (id) => request(bankOrderSchema, `${args.url}/orders/${encodeURIComponent(id)}`, { method: 'GET' }),
    refund: (wish) => request(bankRefundSchema, `${args.url}/refunds`, post(wish, wish.refundId)),
    fetchRefund: (id) => request(bankRefundSchema, `${args.url}/refunds/${encodeURIComponent(id)}`, { method: 'GET' }),
    register: (range) => readRegister(args.url, range),
    async verify(body) {
      const claims = deliverySchema.safeParse(await verifiedJson(body, keySet));
      if (!claims.success) throw forged('its content is not a payment event');
      const { aud, iat, jti, event } = claims.data;
      if (aud !== args.audience) throw forged('it is meant for another receiver');
      const now = args.nowSeconds();
      if (iat < now - MAX_AGE || iat > now + MAX_AHEAD) throw forged('it is out of date');
      return { ...event, deliveryId: jti };
    },
  };
}

/** @throws TransientError BANK_UNREACHABLE, also for a register that does not end */
async function readRegister(url: string, { from, to }: { from: bigint; to: bigint }): Promise<BankRegister> {
  const read: BankRegister = { payments: [], refunds: [] };
  let after: string | null = '0';
  for (let pages = 0; after !== null; pages++) {
    if (pages === REGISTER_PAGES_MAX)
      throw new TransientError('BANK_UNREACHABLE', 'The bank’s register does not end. Ask for fewer days.');
    const query = new URLSearchParams({ from: String(from), to: String(to), after });
    const page: z.infer<typeof bankRegisterSchema> = await request(bankRegisterSchema, `${url}/register?${query}`, {
      method: 'GET',
    });
    read.payments.push(...page.payments);
    read.refunds.push(...page.refunds);
    after = page.next;
  }
  return read;
}

async function verifiedJson(body: string, keySet: KeySet): Promise<unknown> {
  let kid: string | undefined;
  try {
    const header = decodeProtectedHeader(body);
    kid = header.kid;
    if (header.alg !== 'ES256') throw forged('it is not signed with ES256');
  } catch (error) {
    throw error instanceof InputError ? error : forged('it is no signed message');
  }
  try {
    const { payload } = await compactVerify(body, createLocalJWKSet(await keySet(kid)), { algorithms: ['ES256'] });
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return value;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError)
      throw forged('the signature is not the bank’s');
    throw error;
  }
}

type KeySet = (kid: string | undefined) => Promise<JSONWebKeySet>;

/** The bank's keys; read again for a key id that is not among them, but not oftener than strangers may make us. */
function createKeySet(load: () => Promise<JSONWebKeySet>, nowSeconds: () => number): KeySet {
  let known: JSONWebKeySet | undefined;
  let readAt = -Infinity;
  return async (kid) => {
    if (known?.keys.some((key) => key.kid === kid)) return known;
    if (known !== undefined && nowSeconds() < readAt + REFRESH_SECONDS) return known;
    readAt = nowSeconds();
    try {
      known = await load();
    } catch (error) {
      if (known === undefined) throw error;
    }
    return known;
  };
}

/** The bank's public keys. @param source URL or file @throws TransientError BANK_UNREACHABLE */
export async function loadBankKeys(source: string): Promise<JSONWebKeySet> {
  let text: string;
  try {
    if (/^https?:/.test(source)) {
      ({ text } = await fetchText(source, {}, { timeoutMs: TIMEOUT_MS }));
    } else {
      text = await readFile(source, 'utf8');
    }
    return keysSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TransientError('BANK_UNREACHABLE', 'The bank’s public keys cannot be read. Try again in a minute.', {
      cause,
    });
  }
}

type Init = { method: string; body?: string; headers?: Record<string, string> };

function post(body: object, idempotenceKey: string): Init {
  const headers = { 'content-type': 'application/json', 'idempotence-key': idempotenceKey };
  return { method: 'POST', body: JSON.stringify(body), headers };
}

async function request<T>(schema: z.ZodType<T>, url: string, init: Init): Promise<T> {
  let status: number;
  let body: unknown;
  try {
    const told = await fetchText(url, init, { timeoutMs: TIMEOUT_MS });
    status = told.status;
    body = JSON.parse(told.text);
  } catch (cause) {
    throw new TransientError(
      'BANK_UNREACHABLE',
      'The bank does not answer. Nothing was charged; try again in a minute.',
      { cause },
    );
  }
  if (status >= 500 || status === 429)
    throw new TransientError('BANK_UNREACHABLE', 'The bank is busy. Nothing was charged; try again in a minute.');
  if (status >= 400) throw new InputError('BANK_REFUSED', reasonIn(body));
  const answer = schema.safeParse(body);
  if (!answer.success)
    throw new TransientError(
      'BANK_UNREACHABLE',
      'The bank answered something else than an order. Try again in a minute.',
    );
  return answer.data;
}

/** The bank's own words (RFC 9457), no longer than a line. */
function reasonIn(body: unknown): string {
  const told = problemSchema.safeParse(body);
  return (told.success ? (told.data.detail ?? told.data.title) : undefined)?.slice(0, 300) ?? 'no reason given';
}

function forged(why: string): InputError {
  return new InputError('WEBHOOK_FORGED', `The message is refused: ${why}.`);
}
