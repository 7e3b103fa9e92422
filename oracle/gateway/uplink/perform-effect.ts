import { consumeHeld } from '../telegram/consume-telegram.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { MeterEntry } from '../meters/meter-register.ts';
import type { Confirmation } from '../recovery/confirm-channels.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { Consumption } from '../telegram/consume-telegram.ts';
import type { DownlinkEffect } from './handle-downlink.ts';
import type { Signing } from './run-signing.ts';
import type { Uplink } from './uplink.ts';

/** The parts of a running gateway that a message from the collector may move. */
export type EffectTargets = {
  store: Pick<GatewayStore, 'transaction'>;
  consumption: () => Consumption;
  confirmation: Pick<Confirmation, 'spokeOf'>;
  uplink: Pick<Uplink, 'wake' | 'rewind'>;
  signing: Pick<Signing, 'wake' | 'announce'>;
  ask(channels: readonly Hex[]): void;
  read(meter: MeterEntry, requestId: Hex): void;
  retryAfterMs: number;
};

/** A refused announcement needs a new envelope: it is tried this many times less often than a refused frame. */
const KEYS_RETRY_FACTOR = 12;

/** Does what `handleDownlink` found to be done. */
export function performEffect(targets: EffectTargets, effect: DownlinkEffect): void {
  const { store, uplink, signing } = targets;
  switch (effect.kind) {
    case 'none':
      return;
    case 'queue-changed':
      uplink.wake();
      return;
    case 'send-again':
      uplink.rewind(targets.retryAfterMs);
      return;
    case 'keys-refused':
      signing.announce(KEYS_RETRY_FACTOR * targets.retryAfterMs);
      uplink.wake();
      return;
    case 'register-changed':
      signing.announce(0);
      return;
    case 'ask-heads':
      targets.ask(effect.channels);
      return;
    case 'heads-known':
      targets.confirmation.spokeOf(effect.channels);
      store.transaction(() => consumeHeld(targets.consumption()));
      signing.wake();
      uplink.wake();
      return;
    case 'read-meter':
      targets.read(effect.meter, effect.requestId);
      return;
    default:
      effect satisfies never;
  }
}
