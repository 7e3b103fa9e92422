import { createLog } from '../../../core/runtime/log.ts';
import { encodeDownMessage, messageName } from '../../../oracle/messages.ts';
import { startBroker } from '../../../oracle/collector/broker/start-broker.ts';

/** `sink-process.ts GATEWAY TOKEN`: the collector's broker that acknowledges all and keeps nothing; says its port and runs until it is ended. */
const [, , gatewayId = '', token = ''] = process.argv;
const broker = await startBroker({
  host: '127.0.0.1',
  port: 0,
  tokens: new Map([[gatewayId, token]]),
  onMessage: async (id, payload) =>
    broker.publish(id, encodeDownMessage({ v: 1, ack: { message: messageName(payload), outcome: 'stored' } })),
  onRefused: () => undefined,
  perAddress: 10,
  log: createLog('sink', 'error'),
});
process.stdout.write(`${broker.port}\n`);
process.on('disconnect', () => void broker[Symbol.asyncDispose]());
