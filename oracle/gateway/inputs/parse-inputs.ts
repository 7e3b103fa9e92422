import { z } from 'zod';
import { TELEGRAM_FORMATS } from '../decoders/decode-telegram.ts';

const name = z.string().regex(/^[\w.-]{1,64}$/);
const port = z.number().int().min(1).max(65535);
const milliseconds = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, 'must be a duration such as 30s, 5m, 1h')
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0] ?? 's';
    return Number.parseInt(text, 10) * (UNIT_MS[unit] ?? 1_000);
  });
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const tcp = { host: z.string().min(1).default('127.0.0.1'), port };
const serial = (baudRate: number, parity: 'none' | 'even') => ({
  path: z.string().min(1),
  baudRate: z.number().int().min(300).max(921_600).default(baudRate),
  parity: z.enum(['none', 'even', 'odd']).default(parity),
});
/** How a radio receiver writes telegrams: text lines; bytes that begin with their length; the command frames of Amber sticks. */
const writings = z.enum(['lines', 'length', 'amber']);
const writing = writings.default('lines');
const mbusMeters = z.array(z.strictObject({ meter: name, address: z.number().int().min(1).max(250) })).min(1);
const poll = { interval: milliseconds.default(3_600_000), timeout: milliseconds.default(3_000) };

const input = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('folder'),
    path: z.string().min(1),
    format: z.enum(TELEGRAM_FORMATS),
    interval: milliseconds.default(1_000),
    meter: name.optional(),
  }),
  z.strictObject({ type: z.literal('mbus-tcp'), ...tcp, ...poll, meters: mbusMeters }),
  z.strictObject({ type: z.literal('mbus-serial'), ...serial(2_400, 'even'), ...poll, meters: mbusMeters }),
  z.strictObject({ type: z.literal('wmbus-udp'), ...tcp, writing: writings.exclude(['amber']).default('length') }),
  z.strictObject({ type: z.literal('wmbus-tcp'), ...tcp, writing }),
  z.strictObject({ type: z.literal('wmbus-serial'), ...serial(9_600, 'none'), writing }),
  z.strictObject({ type: z.literal('p1-tcp'), ...tcp, meter: name.optional() }),
  z.strictObject({ type: z.literal('p1-serial'), ...serial(115_200, 'none'), meter: name.optional() }),
  z.strictObject({
    type: z.literal('mqtt'),
    url: z.url({ protocol: /^mqtts?$/ }),
    dialect: z.enum(['chirpstack', 'wmbusmeters']),
    topic: z.string().min(1).optional(),
    clientId: name.optional(),
    username: z.string().optional(),
    passwordFile: z.string().optional(),
    caFile: z.string().optional(),
    certFile: z.string().optional(),
    keyFile: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('modbus-tcp'),
    ...tcp,
    ...poll,
    unit: z.number().int().min(0).max(255).default(1),
    meter: name,
    map: z.string().min(1),
  }),
]);

/** One way in which telegrams reach the agent. */
export type Input = z.infer<typeof input>;
export type InputOf<T extends Input['type']> = Extract<Input, { type: T }>;

/** The setting `inputs`. @throws Error naming every fault of every input */
export function parseInputs(value: unknown): readonly Input[] {
  const parsed = z.array(input).max(256).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `inputs.${issue.path.join('.')}: ${issue.message}`).join('; '));
}
