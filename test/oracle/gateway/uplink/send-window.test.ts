import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openGatewayStore } from '../../../../oracle/gateway/store/store.ts';
import { createSendWindow } from '../../../../oracle/gateway/uplink/send-window.ts';
import type { GatewayStore } from '../../../../oracle/gateway/store/store-rows.ts';
import type { SendWindow } from '../../../../oracle/gateway/uplink/send-window.ts';

describe('the window of messages under way', () => {
  let folder: string;
  let store: GatewayStore;
  let window: SendWindow;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-window-'));
    store = openGatewayStore(join(folder, 'gateway.sqlite'));
    for (let i = 0; i < 20; i++) store.queue(`m${i}`, Uint8Array.of(i));
    window = createSendWindow(store);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const sent = (nowMs: number): string[] => (window.look(nowMs) ? window.take().map(({ message }) => message) : []);
  const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `m${from + i}`);

  it('sends no more than sixteen before one is answered, and then the next', () => {
    expect(sent(0)).to.deep.equal(names(0, 16));
    expect(sent(1)).to.deep.equal([]);
    store.dequeue('m0');
    store.dequeue('m1');
    expect(sent(2)).to.deep.equal(names(16, 18));
    expect(window.takeHello()).to.equal(false);
  });

  it('sends everything again, and the hello once, when nothing was answered for ten seconds', () => {
    sent(0);
    expect(sent(10_000)).to.deep.equal([]);
    expect(sent(10_001)).to.deep.equal(names(0, 16));
    expect([window.takeHello(), window.takeHello()]).to.deep.equal([true, false]);
    store.dequeue('m0');
    expect(sent(20_000)).to.deep.equal(['m16']);
    expect(sent(29_999)).to.deep.equal([]);
  });

  it('sends nothing before the wait of a refusal is over, and then from the oldest on', () => {
    const now = Date.now();
    sent(now);
    window.rewind(60_000);
    window.rewind(0);
    expect(sent(now + 59_000)).to.deep.equal([]);
    expect(window.heldMs(now)).to.be.at.least(60_000);
    expect(sent(now + 70_000)).to.deep.equal(names(0, 16));
    expect(window.takeHello()).to.equal(true);
  });

  it('begins with the oldest on a new connection', () => {
    sent(0);
    window.restart();
    expect(sent(1)).to.deep.equal(names(0, 16));
    expect(window.takeHello()).to.equal(false);
  });
});
