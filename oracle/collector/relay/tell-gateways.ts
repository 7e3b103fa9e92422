import { createHash } from 'node:crypto';
import { signedBlockFromJson, signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { encodeDownMessage } from '../../messages.ts';
import { registerDocument } from './mirror-register.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { isFounder, type Network } from '../../../core/domain/ledger/network.ts';
import type { DownMessage } from '../../messages.ts';
import type { Broker } from '../broker/broker.ts';
import type { Inbox, MessageRow } from '../inbox/inbox-rows.ts';

/** What the collector tells gateways of its own accord. */
export type Teller = Disposable & {
  send(gatewayId: string, message: DownMessage): void;
  /** A gateway signed in: what the registers say, open requests, what was withdrawn. */
  greet(gatewayId: string): void;
  /** To whom a register that changed concerns, goes what it says now; at the first time after a start to all, since it may have ended before it told them. */
  registersChanged(): void;
  /** A request came: it goes out with the next round. */
  requestsChanged(): void;
  withdrawn(message: MessageRow): void;
};

const ROUND_MS = 1_000;
/** Requests that a gateway gets in a round: reading a meter takes a second or so. */
const REQUESTS_A_ROUND = 5;

export function createTeller(args: {
  inbox: Inbox;
  network: Network;
  publish: Broker['publish'];
  nowSeconds: () => bigint;
}): Teller {
  const { inbox, network, publish } = args;
  /** What each gateway was told of the registers, as its hash. */
  const greeted = new Map<string, string>();
  /** Requests that each gateway was told of since it signed in. */
  const told = new Map<string, Set<Hex>>();
  let anyOpen = true;
  let isFirst = true;

  /** Whose registers these meters and accounts stand in; company and portal stand in all. */
  const devicesOf = (subjects: readonly Hex[]): ReadonlySet<Hex> =>
    new Set(
      subjects.flatMap((subject) => {
        const meter = inbox.meter(subject);
        return meter === undefined ? inbox.devicesOfParty(subject) : [meter.deviceId];
      }),
    );

  const send = (gatewayId: string, message: DownMessage): void => publish(gatewayId, encodeDownMessage(message));
  const publishRegister = (gatewayId: string, deviceId: Hex, again: boolean): void => {
    const payload = encodeDownMessage({ v: 1, register: { blocks: registerDocument(inbox, deviceId, network) } });
    const said = createHash('sha256').update(payload).digest('base64');
    if (!again && greeted.get(gatewayId) === said) return;
    greeted.set(gatewayId, said);
    publish(gatewayId, payload, true);
  };
  const tellOpen = (gatewayId: string, deviceId: Hex): boolean => {
    const known = told.get(gatewayId) ?? new Set<Hex>();
    told.set(gatewayId, known);
    const open = inbox.openRequests(deviceId, args.nowSeconds());
    const openIds = new Set(open.map(({ requestId }) => requestId));
    for (const requestId of known) if (!openIds.has(requestId)) known.delete(requestId);
    const fresh = open.filter(({ requestId }) => !known.has(requestId));
    for (const request of fresh.slice(0, REQUESTS_A_ROUND)) {
      known.add(request.requestId);
      const json = signedBlockToJson(signedBlockFromJson(JSON.parse(request.signedBlock)));
      send(gatewayId, { v: 1, poll: { request: json } });
    }
    return fresh.length > REQUESTS_A_ROUND;
  };
  const round = (): void => {
    if (!anyOpen) return;
    anyOpen = false;
    for (const { gatewayId, deviceId } of inbox.gateways()) if (tellOpen(gatewayId, deviceId)) anyOpen = true;
  };
  const withdrawn = (message: MessageRow): void =>
    send(message.gatewayId, {
      v: 1,
      withdrawn: { message: message.name, code: message.code ?? 'REFUSED', channels: message.channels },
    });
  const timer = setInterval(round, ROUND_MS);
  return {
    send,
    withdrawn,
    greet(gatewayId) {
      const deviceId = inbox.deviceOf(gatewayId);
      if (deviceId === undefined) return;
      // A broker may have lost what it retained.
      publishRegister(gatewayId, deviceId, true);
      told.delete(gatewayId);
      if (tellOpen(gatewayId, deviceId)) anyOpen = true;
      inbox.withdrawnOf(gatewayId).forEach(withdrawn);
    },
    registersChanged() {
      const subjects = inbox.takeChanged();
      const concerned = isFirst || subjects.some((each) => isFounder(network, each)) ? undefined : devicesOf(subjects);
      isFirst = false;
      if (concerned === undefined)
        for (const { gatewayId, deviceId } of inbox.gateways()) publishRegister(gatewayId, deviceId, false);
      for (const deviceId of concerned ?? []) {
        const gatewayId = inbox.gatewayOf(deviceId);
        if (gatewayId !== undefined) publishRegister(gatewayId, deviceId, false);
      }
    },
    requestsChanged: () => void (anyOpen = true),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
