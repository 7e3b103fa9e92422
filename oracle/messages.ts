import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../core/domain/bytes/errors.ts';
import { uintBytes, type Hex } from '../core/domain/bytes/hex.ts';
import { FRAME_LENGTH } from '../core/domain/reading/frame.ts';

/**
 * What gateway and collector say to each other over MQTT: JSON, schema v1, on `arsmms/v1/{gatewayId}/up` and `…/down`.
 * Every upward message is named by the SHA-256 of its exact bytes; the gateway keeps it until an acknowledgement with that name.
 */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
export const MAX_BATCH_FRAMES = 200;
/** READINGS data beyond this would not fit in one transaction of common execution clients (128 KiB). */
export const MAX_BATCH_CALLDATA = 100_000;
export const MAX_CIPHERTEXT_BYTES = 8_192;
const MAX_ENVELOPE_BYTES = 8_192;
/** Opening brackets in a message upwards: one for each frame, and the few around them. */
const MAX_BRACKETS = MAX_BATCH_FRAMES + 8;

const hex32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text as Hex);
const channelNumber = z
  .string()
  .regex(/^0x[0-9a-f]{8}$/)
  .transform((text) => text as Hex);
const link = z
  .string()
  .regex(/^0x[0-9a-f]{32}$/)
  .transform((text) => text as Hex);
const base64 = (max: number): z.ZodType<Uint8Array> =>
  z
    .string()
    .max(Math.ceil(max / 3) * 4)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/)
    .transform((text): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64')));
const bytes = (length: number): z.ZodType<Uint8Array> =>
  base64(length).refine((value) => value.length === length, { message: `must be ${length} bytes` });
const version = z.literal(1);

const hello = z.strictObject({
  algorithm: z.union([z.literal(1), z.literal(2)]),
  x: hex32,
  y: hex32,
  /** Unix seconds by the gateway's clock. */
  time: z.int().nonnegative(),
  /** Over `helloMessage`: the gateway holds the key now. */
  signature: bytes(65),
});
const batch = z.strictObject({
  deviceId: hex32,
  signature: bytes(65),
  /** The reading request that these frames answer. */
  subject: hex32.optional(),
  frames: z
    .array(z.strictObject({ frame: bytes(FRAME_LENGTH), ciphertext: base64(MAX_CIPHERTEXT_BYTES) }))
    .min(1)
    .max(MAX_BATCH_FRAMES),
});
const periodKeys = z.strictObject({
  deviceId: hex32,
  meterId: hex32,
  period: z.number().int().min(190_001).max(999_912),
  envelope: base64(MAX_ENVELOPE_BYTES),
  signature: bytes(65),
});
/** A gateway asks where channels stand: after it signed in, after a refusal, and now and then. */
const ask = z.strictObject({ channels: z.array(channelNumber).min(1).max(MAX_BATCH_FRAMES) });
const upward = z.union([
  z.strictObject({ v: version, batch }),
  z.strictObject({ v: version, periodKeys }),
  z.strictObject({ v: version, hello }),
  z.strictObject({ v: version, ask }),
]);

const reference = z.string().regex(/^[0-9a-f]{64}$/);
const channels = z.array(channelNumber).max(MAX_BATCH_FRAMES);
const count = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform((text) => BigInt(text));
/** Where a channel stands at the collector: its newest frame there. Zeros for a channel without frames. */
const head = z.strictObject({
  channel: channelNumber,
  sequence: count,
  time: count,
  /** The frame's link, which the next one names. */
  head: link,
  /** The ledger itself holds the channel up to here. */
  recorded: count,
});
const downward = z.union([
  z.strictObject({
    v: version,
    ack: z.strictObject({
      message: reference,
      /** stored: durable, forget it. later: send again in a while. refused: never as it is; `channels` are to blame. */
      outcome: z.enum(['stored', 'later', 'refused']),
      code: z.string().optional(),
      text: z.string().optional(),
      channels: channels.optional(),
    }),
  }),
  /** A batch that was stored is not going to the ledger as it is: sign its frames again without `channels`. */
  z.strictObject({ v: version, withdrawn: z.strictObject({ message: reference, code: z.string(), channels }) }),
  /** Retained. Signed internal blocks from the registers, as they stand on the ledger. */
  z.strictObject({ v: version, register: z.strictObject({ blocks: z.array(z.unknown()).max(50_000) }) }),
  /** The answer to `ask`. */
  z.strictObject({ v: version, heads: z.array(head).max(MAX_BATCH_FRAMES) }),
  /** A READING_REQUEST from the ledger: read the meter now. */
  z.strictObject({ v: version, poll: z.strictObject({ request: z.unknown() }) }),
]);

export type UpMessage = z.infer<typeof upward>;
export type BatchMessage = z.infer<typeof batch>;
export type PeriodKeysMessage = z.infer<typeof periodKeys>;
export type HelloMessage = z.infer<typeof hello>;
export type AskMessage = z.infer<typeof ask>;
export type DownMessage = z.infer<typeof downward>;
export type ReportedHead = z.infer<typeof head>;

export function upTopic(gatewayId: string): string {
  return `arsmms/v1/${gatewayId}/up`;
}

export function downTopic(gatewayId: string): string {
  return `arsmms/v1/${gatewayId}/down`;
}

/** The name of a message: lower-case hex without prefix. */
export function messageName(payload: Uint8Array): string {
  return createHash('sha256').update(payload).digest('hex');
}

/** @throws InputError MESSAGE_MALFORMED saying where */
export function parseUpMessage(payload: Uint8Array): UpMessage {
  // A mebibyte of brackets would keep the JSON parser busy for a fifth of a second.
  let brackets = 0;
  for (const byte of payload) if (byte === 0x5b || byte === 0x7b) brackets += 1;
  if (brackets > MAX_BRACKETS)
    throw new InputError('MESSAGE_MALFORMED', `The message opens ${brackets} brackets, more than any of schema v1.`);
  return parse(upward, payload);
}

/** @throws InputError MESSAGE_MALFORMED saying where */
export function parseDownMessage(payload: Uint8Array): DownMessage {
  return parse(downward, payload);
}

function parse<T>(schema: z.ZodType<T>, payload: Uint8Array): T {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (cause) {
    throw new InputError('MESSAGE_MALFORMED', 'The message is no JSON in UTF-8.', { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InputError(
    'MESSAGE_MALFORMED',
    `The message is none of schema v1: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
  );
}

/** What a gateway signs to show that it holds its device key on this network at this time: domain(32), unix seconds(8) and its name. */
export function helloMessage(domain: Uint8Array, time: number, gatewayId: string): Uint8Array {
  return Buffer.concat([Buffer.from('Domledger gateway v2'), domain, uintBytes(time, 8), Buffer.from(gatewayId)]);
}

export type UpContent =
  { hello: HelloMessage } | { batch: BatchMessage } | { periodKeys: PeriodKeysMessage } | { ask: AskMessage };

/** The exact bytes to publish. */
export function encodeUpMessage(content: UpContent): Uint8Array {
  const text = (value: Uint8Array): string => Buffer.from(value).toString('base64');
  if ('ask' in content) return json({ v: 1, ask: content.ask });
  if ('hello' in content) return json({ v: 1, hello: { ...content.hello, signature: text(content.hello.signature) } });
  if ('periodKeys' in content) {
    const { envelope, signature, ...rest } = content.periodKeys;
    return json({ v: 1, periodKeys: { ...rest, envelope: text(envelope), signature: text(signature) } });
  }
  const { deviceId, signature, subject, frames } = content.batch;
  return json({
    v: 1,
    batch: {
      deviceId,
      signature: text(signature),
      ...(subject === undefined ? {} : { subject }),
      frames: frames.map(({ frame, ciphertext }) => ({ frame: text(frame), ciphertext: text(ciphertext) })),
    },
  });
}

export function encodeDownMessage(message: DownMessage): Uint8Array {
  return json(message);
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? member.toString() : member)),
  );
}
