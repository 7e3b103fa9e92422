import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { pollMbus } from '../../../../oracle/gateway/inputs/poll-mbus.ts';
import { refusal } from '../../../support/refusal.ts';

const ACK = 0xe5;

describe('a converter of M-Bus', () => {
  /** Asks a converter that answers the first bytes it gets so, and the next ones so. */
  async function asked(...answers: (readonly number[])[]): Promise<Uint8Array> {
    const server = createServer((socket) =>
      socket.on('data', () => socket.write(Uint8Array.from(answers.shift() ?? []))).on('error', () => undefined),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await poll(port);
    } finally {
      server.close();
    }
  }
  const poll = (port: number): Promise<Uint8Array> => {
    const { signal } = new AbortController();
    return pollMbus({ place: { host: '127.0.0.1', port }, address: 1, timeoutMs: 5_000, signal });
  };

  it('that is not there, or sends what is no M-Bus, gives no telegram', async () => {
    expect(await refusal(() => poll(9))).to.equal('MBUS_UNREACHABLE');
    const noise: number[][][] = [
      [Array.from({ length: 17 }, () => 0x55)],
      [[ACK], [0x10, 0x08, 0x01, 0x09, 0x16]],
      [[ACK], [0x68, 0x01, 0x01, 0x68, 0x08, 0x08, 0x17]],
    ];
    for (const answers of noise) expect(await refusal(() => asked(...answers))).to.equal('MBUS_NOISE');
    const whole = [0x68, 0x01, 0x01, 0x68, 0x08, 0x08, 0x16];
    expect(await asked([0, ACK], whole)).to.deep.equal(Uint8Array.from(whole));
  });
});
