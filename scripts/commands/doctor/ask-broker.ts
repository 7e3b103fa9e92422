import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { connect, type MqttClient } from 'mqtt';
import { mqttOptions } from '../../../oracle/mqtt-access.ts';
import { ANSWER_MS } from './answer-ms.ts';
import { fault, type Finding, type FindingCode } from './findings.ts';
import type { Examined } from './read-machine.ts';

type Client = Extract<Examined, { program: 'gateway' | 'oracle' }>;

/** Signs in at a broker as the program would, and leaves again. Under a client id of its own: a running program keeps its session. */
export async function askBroker(one: Client, url: string): Promise<Finding[]> {
  const client = signIn(one, url);
  if (client === undefined) return [];
  const ended = await new Promise<Error | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(new Error(`there is no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
    const end = (error?: Error): void => {
      clearTimeout(timer);
      resolve(error);
    };
    client.once('connect', () => end());
    client.once('error', end);
    client.once('close', () => end(new Error('it ended the connection')));
  });
  client.on('error', () => undefined);
  client.end(true);
  return ended === undefined ? [] : [fault(codeOf(ended), `${url} (${one.name})`, `The broker: ${ended.message}`)];
}

/** `undefined` where the own files do not serve: what is wrong with them is found by itself. */
function signIn({ settings }: Client, url: string): MqttClient | undefined {
  const token =
    'tokenFile' in settings && existsSync(settings.tokenFile)
      ? readFileSync(settings.tokenFile, 'utf8').trim()
      : undefined;
  const login = 'gatewayId' in settings && token !== undefined ? { username: settings.gatewayId, password: token } : {};
  const clientId = `doctor-${randomBytes(6).toString('hex')}`;
  try {
    const options = mqttOptions(settings);
    return connect(url, {
      ...{ ...options, ...login, clientId, clean: true },
      ...{ reconnectPeriod: 0, connectTimeout: ANSWER_MS },
    });
  } catch {
    return undefined;
  }
}

function codeOf(error: Error): FindingCode {
  const code = 'code' in error ? error.code : undefined;
  // CONNACK of MQTT 3.1.1 (4, 5) and of MQTT 5 (134, 135): who signs in is not known, or may not.
  if (code === 4 || code === 5 || code === 134 || code === 135) return 'BROKER_REFUSES';
  if (typeof code === 'string' && /CERT|SSL|TLS|SIGNATURE|SELF_SIGNED|UNABLE_TO/.test(code))
    return 'BROKER_CERTIFICATE';
  return 'BROKER_SILENT';
}
