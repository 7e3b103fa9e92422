/**
 * What a decoder remembers between telegrams, owned by the caller: record headers of full wireless frames, by their signature
 * (EN 13757-4 compact frames) One per gateway; pass the same object to every call.
 */
export type DecoderState = {
  /** `manufacturer ‖ version ‖ device type ‖ format signature` in hex → record headers in the order of the frame. */
  readonly compactFormats: Map<string, Uint8Array>;
};

/** Formats kept at most; the oldest goes first, so that a flood of telegrams cannot fill the memory. */
export const MAX_COMPACT_FORMATS = 4096;

export function createDecoderState(): DecoderState {
  return { compactFormats: new Map() };
}
