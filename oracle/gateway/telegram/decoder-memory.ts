import type { DecoderState } from '../decoders/decoder-state.ts';
import type { GatewayStore } from '../store/store-rows.ts';

type FormatStore = Pick<GatewayStore, 'formats' | 'setFormat' | 'dropFormat'>;

/**
 * What decoders remember between telegrams, kept in the agent's database: a compact frame is read after a restart as before. Changes are
 * written in the transaction of the telegram that made them.
 */
export function openDecoderMemory(store: FormatStore): DecoderState {
  return { compactFormats: new KeptFormats(store) };
}

class KeptFormats extends Map<string, Uint8Array> {
  readonly #store: FormatStore;

  constructor(store: FormatStore) {
    super();
    this.#store = store;
    for (const [name, headers] of store.formats()) super.set(name, headers);
  }

  override set(name: string, headers: Uint8Array): this {
    this.#store.setFormat(name, headers);
    return super.set(name, headers);
  }

  override delete(name: string): boolean {
    this.#store.dropFormat(name);
    return super.delete(name);
  }
}
