import { readFileSync } from 'node:fs';
import { connect } from 'mqtt';
import { keepOpen } from './stream/keep-open.ts';
import type { IClientOptions, IPublishPacket } from 'mqtt';
import type { InputContext } from './input-context.ts';
import type { InputOf } from './parse-inputs.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

const TOPICS = { chirpstack: 'application/+/device/+/event/up', wmbusmeters: 'wmbusmeters/+' } as const;
const FORMATS = { chirpstack: 'lorawan', wmbusmeters: 'published' } as const;
const MAX_MESSAGE = 16_384;

/**
 * Uplinks of a LoRaWAN network server (ChirpStack v4, JSON), or readings that wmbusmeters publishes. The session persists, and a message is
 * acknowledged when it is on disk: what comes while the agent is away, the broker keeps.
 */
export async function mqttInput(input: InputOf<'mqtt'>, context: InputContext): Promise<void> {
  const topic = input.topic ?? TOPICS[input.dialect];
  await keepOpen(context, input.url, async () => {
    const client = connect(input.url, optionsOf(input, context));
    const ended = Promise.withResolvers<void>();
    const stop = (): void => ended.resolve();
    context.signal.addEventListener('abort', stop, { once: true });
    client.on('error', ended.reject);
    client.on('close', () => ended.reject(new Error('the broker ended the connection')));
    client.on('connect', () => client.subscribe(topic, { qos: 1 }, (error) => error !== null && ended.reject(error)));
    client.handleMessage = (packet, done) => {
      if (takeMessage(input, context, packet)) return done();
      // Not acknowledged, so the broker sends it again after the next sign-in.
      ended.reject(new Error('the queue is full'));
    };
    try {
      await ended.promise;
    } finally {
      context.signal.removeEventListener('abort', stop);
      client.removeAllListeners('close').on('error', () => undefined);
      await client.endAsync(true);
    }
  });
}

/** False when the message must come again. */
function takeMessage(input: InputOf<'mqtt'>, context: InputContext, packet: IPublishPacket): boolean {
  const bytes = Buffer.from(packet.payload);
  if (bytes.length > MAX_MESSAGE) {
    context.count('INPUT_GARBAGE');
    return true;
  }
  const text = bytes.toString('utf8');
  const time = timeOf(text, input.dialect === 'chirpstack' ? 'time' : 'timestamp');
  if (packet.retain && time === undefined) {
    // A retained message is of an unknown past.
    context.count('INPUT_RETAINED');
    return true;
  }
  const format = FORMATS[input.dialect];
  const outcome = context.take({ format, content: { format, text }, ...(time === undefined ? {} : { time }) });
  return outcome.code !== 'QUEUE_FULL';
}

function timeOf(text: string, member: string): bigint | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, member) : undefined;
    const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(ms) || ms < 0 ? undefined : unixSeconds(ms);
  } catch {
    return undefined;
  }
}

function optionsOf(input: InputOf<'mqtt'>, { gatewayId }: InputContext): IClientOptions {
  const file = (name: string | undefined): Buffer | undefined => (name === undefined ? undefined : readFileSync(name));
  const [ca, cert, key] = [file(input.caFile), file(input.certFile), file(input.keyFile)];
  const password = input.passwordFile === undefined ? undefined : readFileSync(input.passwordFile, 'utf8').trim();
  return {
    clientId: input.clientId ?? `${gatewayId}-${input.dialect}`,
    clean: false,
    reconnectPeriod: 0,
    connectTimeout: 5_000,
    keepalive: 30,
    protocolVersion: 4,
    rejectUnauthorized: true,
    ...(input.username === undefined ? {} : { username: input.username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
