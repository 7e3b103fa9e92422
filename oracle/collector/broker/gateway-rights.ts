import { createHash, timingSafeEqual } from 'node:crypto';
import { downTopic, upTopic } from '../../messages.ts';
import type { AedesOptions } from 'aedes';
import type { Log } from '../../../core/runtime/log.ts';
import type { MessageQueues } from './message-queues.ts';

type Rights = Required<
  Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>
>;

/** Messages of one gateway that are being handled; further ones are not read from its socket before. */
const MAX_UNANSWERED = 32;

/** What a gateway may do at the embedded broker. A message that it may publish is handled before it is acknowledged. */
export function gatewayRights(args: {
  tokens: ReadonlyMap<string, string>;
  queues: MessageQueues;
  /** The gateway that a client signed in as. */
  idOf: WeakMap<object, string>;
  onRefused: (code: string, gatewayId: string | undefined) => void;
  log: Log;
}): Rights {
  const { queues, idOf, onRefused, log } = args;
  const hashes = new Map([...args.tokens].map(([id, token]) => [id, sha256(token)]));
  const refusal = (code: string, gatewayId: string | undefined): Error => {
    onRefused(code, gatewayId);
    return new Error(code);
  };
  return {
    preConnect(_client, packet, callback) {
      if (packet.will !== undefined) return callback(refusal('WILL_REFUSED', undefined), false);
      callback(null, true);
    },
    authenticate(client, username, password, done) {
      const expected = hashes.get(username ?? '');
      const given = sha256(password?.toString('utf8') ?? '');
      const matches = timingSafeEqual(expected ?? Buffer.alloc(32), given) && expected !== undefined;
      if (!matches || username === undefined) {
        onRefused('SIGN_IN_REFUSED', undefined);
        // 4: bad user name or password (MQTT 3.1.1, 3.2.2.3).
        return done(Object.assign(new Error('SIGN_IN_REFUSED'), { returnCode: 4 }), false);
      }
      idOf.set(client, username);
      done(null, true);
    },
    authorizePublish(client, packet, callback) {
      const gatewayId = client === null ? undefined : idOf.get(client);
      if (gatewayId === undefined || packet.topic !== upTopic(gatewayId))
        return callback(refusal('TOPIC_REFUSED', gatewayId));
      if (queues.waiting(gatewayId) >= MAX_UNANSWERED) return callback(refusal('TOO_MANY_UNANSWERED', gatewayId));
      packet.retain = false;
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      queues.handle(gatewayId, payload).then(
        () => callback(null),
        (error: unknown) => {
          log.error({ gatewayId, err: error }, 'message could not be handled; it is not acknowledged');
          callback(new Error('NOT_STORED'));
        },
      );
    },
    authorizeSubscribe(client, subscription, callback) {
      const gatewayId = idOf.get(client);
      if (gatewayId !== undefined && subscription.topic === downTopic(gatewayId)) return callback(null, subscription);
      callback(refusal('TOPIC_REFUSED', gatewayId), null);
    },
    authorizeForward: (client, packet) => {
      const gatewayId = idOf.get(client);
      return gatewayId !== undefined && packet.topic === downTopic(gatewayId) ? packet : null;
    },
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
