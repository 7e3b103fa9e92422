import type { Socket } from 'node:net';

/**
 * Cuts a connection whose MQTT packet announces more than `maxBytes`. The broker's parser would buffer up to 256 MiB of it before
 * anybody could refuse. Only the fixed headers are looked at; the bytes go on to the broker unchanged, through the socket's own `read`.
 */
export function limitPackets(socket: Socket, maxBytes: number, onOversize: () => void): void {
  const gauge = createPacketGauge(maxBytes);
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = size === undefined ? read() : read(size);
    if (!(chunk instanceof Uint8Array) || gauge(chunk)) return chunk;
    onOversize();
    socket.destroy();
    return null;
  };
}

/** Tells, chunk by chunk, whether all packets so far keep to the limit (MQTT 3.1.1, 2.2: type byte, then a length of 1 to 4 bytes). */
export function createPacketGauge(maxBytes: number): (chunk: Uint8Array) => boolean {
  let state: 'type' | 'length' | 'body' = 'type';
  let length = 0;
  let factor = 1;
  let left = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (state === 'body') {
        const step = Math.min(left, chunk.length - at);
        left -= step;
        at += step;
        if (left === 0) state = 'type';
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (state === 'type') {
        state = 'length';
        length = 0;
        factor = 1;
        continue;
      }
      length += (byte & 0x7f) * factor;
      if (length > maxBytes || (factor > 2_097_152 && (byte & 0x80) !== 0)) return false;
      factor *= 128;
      if ((byte & 0x80) !== 0) continue;
      left = length;
      state = left === 0 ? 'type' : 'body';
    }
    return true;
  };
}
