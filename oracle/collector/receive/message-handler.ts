import { pause } from '../../../core/runtime/pause.ts';
import { receive } from './receive.ts';
import type { OnMessage } from '../broker/broker.ts';
import type { BackPressure } from './back-pressure.ts';
import type { ReceiveContext } from './receive.ts';
import type { Storage } from '../inbox/storage.ts';
import type { Teller } from '../relay/tell-gateways.ts';

/** A message counts as one frame for each so many bytes at least, so that garbage is slowed as well. */
const BYTES_A_FRAME = 4_096;

/**
 * What happens to a message between the broker and its acknowledgement: room is demanded, the message is checked and stored, the gateway
 * is answered, and one that is over its rate waits.
 */
export function messageHandler(args: {
  context: ReceiveContext;
  storage: Storage;
  pace: BackPressure;
  teller: Teller;
  onStored: () => void;
  signal: AbortSignal;
}): OnMessage {
  const { context, storage, pace, teller } = args;
  return async (gatewayId, payload) => {
    storage.demandRoom();
    const received = await storage.guard(() => receive(context, gatewayId, payload));
    const units = Math.max(received.frames ?? 1, Math.ceil(payload.length / BYTES_A_FRAME));
    const waitMs = pace.take(gatewayId, units);
    if (waitMs > 0) await pause(waitMs, args.signal);
    if (received.answer !== undefined) teller.send(gatewayId, received.answer);
    if (received.stored === true) args.onStored();
    if (received.hello === true) teller.greet(gatewayId);
  };
}
