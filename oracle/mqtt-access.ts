import { readFileSync } from 'node:fs';
import { InputError } from '../core/domain/bytes/errors.ts';
import { defineSettings } from '../core/runtime/settings.ts';
import { MAX_MESSAGE_BYTES } from './messages.ts';
import type { IClientOptions } from 'mqtt';

/** How collector and gateway reach a broker; part of both tables of settings. */
export const mqttAccessSettings = defineSettings({
  mqttCa: {
    text: 'PEM file with the authority whose certificate the broker must show (mqtts:).',
    type: 'path',
    optional: true,
  },
  mqttCert: { text: 'PEM file with the own certificate for the broker.', type: 'path', optional: true },
  mqttKey: { text: 'PEM file with the private key of that certificate.', type: 'path', optional: true },
  mqttVersion: {
    text: 'Version of MQTT to speak. The embedded broker speaks 3.1.1 alone.',
    type: 'string',
    choices: ['3.1.1', '5'],
    default: '3.1.1',
  },
});

export type MqttAccess = {
  mqttCa: string | undefined;
  mqttCert: string | undefined;
  mqttKey: string | undefined;
  mqttVersion: '3.1.1' | '5';
};

/** Messages under way towards a client at once (MQTT 5, 3.1.2.11.3). */
const RECEIVE_MAXIMUM = 16;
/** A broker keeps a session, and what waits in it, this long without its client, seconds. */
const SESSION_SECONDS = 7 * 86_400;
/** Bytes of the MQTT header and topic around a message. */
export const PACKET_OVERHEAD = 1_024;

/**
 * Options of the MQTT library for these settings: server and own certificate, version, bounds. A certificate of the broker that is not by
 * `mqttCa`, or not for its host, is never accepted.
 * @throws InputError SETTINGS_INVALID, MQTT_FILE_UNREADABLE
 */
export function mqttOptions(access: MqttAccess): IClientOptions {
  const { mqttCa, mqttCert, mqttKey, mqttVersion } = access;
  if ((mqttCert === undefined) !== (mqttKey === undefined))
    throw new InputError('SETTINGS_INVALID', 'mqttCert and mqttKey belong together. Set both, or none.');
  return {
    ...(mqttCa === undefined ? {} : { ca: read(mqttCa) }),
    ...(mqttCert === undefined || mqttKey === undefined ? {} : { cert: read(mqttCert), key: read(mqttKey) }),
    rejectUnauthorized: true,
    connectTimeout: 5_000,
    ...(mqttVersion === '5'
      ? {
          protocolVersion: 5,
          properties: {
            receiveMaximum: RECEIVE_MAXIMUM,
            sessionExpiryInterval: SESSION_SECONDS,
            maximumPacketSize: 16 * MAX_MESSAGE_BYTES + PACKET_OVERHEAD,
          },
        }
      : { protocolVersion: 4 }),
  };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new InputError(
      'MQTT_FILE_UNREADABLE',
      `${file} cannot be read. Put the certificate there (network/mosquitto/README.md).`,
      { cause },
    );
  }
}
