import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { frameDomain } from '../../../core/domain/reading/frame.ts';
import { fromHex, toHex, uintBytes, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { obisFromText } from '../../../core/domain/ledger/ids.ts';
import { signBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, RESOURCE, ROLE, TRUST, UNIT } from '../../../core/domain/ledger/kinds.ts';
import { normaliseSignature } from '../../../core/domain/crypto/device-signature.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { openInbox } from '../../../oracle/collector/inbox/inbox.ts';
import { INBOX_MIGRATIONS } from '../../../oracle/collector/inbox/inbox-sql.ts';
import { mirrorBlock, registerDocument } from '../../../oracle/collector/relay/mirror-register.ts';
import { receive } from '../../../oracle/collector/receive/receive.ts';
import { createSignatureVerifier } from '../../../oracle/collector/receive/verify-signature.ts';
import { announceKeys } from '../../../oracle/gateway/frames/announce-keys.ts';
import { consumeTelegram } from '../../../oracle/gateway/telegram/consume-telegram.ts';
import { openFileSigner } from '../../../oracle/gateway/device/device-signer.ts';
import { formBatches } from '../../../oracle/gateway/frames/form-batches.ts';
import { handleDownlink } from '../../../oracle/gateway/uplink/handle-downlink.ts';
import { parseMeterRegister } from '../../../oracle/gateway/meters/meter-register.ts';
import { openGatewayStore } from '../../../oracle/gateway/store/store.ts';
import { encodeDownMessage, encodeUpMessage, helloMessage } from '../../../oracle/messages.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../../sandbox/meters/write-spool.ts';
import { newAccount } from '../../support/world/actors.ts';
import { idOfMeter } from './metering.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf, isFounder, type LedgerName, type Network } from '../../../core/domain/ledger/network.ts';
import type { DownlinkEffect } from '../../../oracle/gateway/uplink/handle-downlink.ts';
import type { DownMessage } from '../../../oracle/messages.ts';
import type { SimulatedMeter } from '../../../sandbox/meters/sample-house.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';

/** 2026-10-01 00:00 in Moscow. */
export const START = 1_790_802_000n;
export const HOUR = 3_600n;

export function testNetwork(company: Hex, portal: Hex): Network {
  const address = (digit: number): Hex => `0x${String(digit).repeat(40)}`;
  return {
    name: 'test',
    chainId: 53278n,
    salt: `0x${'5a'.repeat(32)}`,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    seal: { address: address(9), targetBits: 12 },
    company,
    portal,
    witnesses: [],
    contracts: {
      participants: address(1),
      meters: address(2),
      tariffs: address(3),
      premises: address(7),
      contractLedger: address(4),
      billingLedger: address(5),
      readingLedger: address(6),
    },
  };
}

export type Actors = { company: Account; portal: Account; provider: Account; owner: Account };
export type Pair = ReturnType<typeof makePair>;

/**
 * A gateway's store and a collector's inbox face to face: real signatures, keys, databases and messages, without a broker between them
 * and without a ledger behind them. Register blocks are put into the inbox as if they had been recorded.
 */
export function makePair(
  options: {
    meters?: readonly SimulatedMeter[];
    cadence?: 'day' | 'each';
    dial?: { digits: number; scale: number };
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-pair-'));
  const actors: Actors = { company: newAccount(), portal: newAccount(), provider: newAccount(), owner: newAccount() };
  const network = testNetwork(actors.company.address, actors.portal.address);
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const simulated = options.meters ?? sampleHouse().meters.filter((meter) => meter.flat === 1 || meter.flat === 7);
  const meters = parseMeterRegister(
    simulated.map((meter) => ({
      name: meter.name,
      meterId: idOfMeter(meter),
      manufacturer: meter.header.manufacturer,
      id: meter.header.id,
      unit: meter.unit,
      exponent: meter.exponent,
      obis: meter.obis,
    })),
  );
  const log = createLog('test', 'silent');
  const store = openGatewayStore(join(folder, 'gateway.sqlite'));
  const signer = openFileSigner({ file: join(folder, 'device-key.pem'), passwordFile: join(folder, 'password') });
  const inbox = openInbox(openDatabase(join(folder, 'inbox.sqlite'), migrationsIn(INBOX_MIGRATIONS)));
  const context = { inbox, domain, verify: createSignatureVerifier(), log, ledgerHead: async () => undefined };
  const rules = {
    timeZone: network.timeZone,
    cadence: options.cadence ?? ('each' as const),
    toleranceSeconds: 60n,
    domain,
  };
  const gatewayId = 'g1';
  let clock = START;
  let position = 0n;

  const block = <K extends DataKind>(
    from: Account,
    ledger: LedgerName,
    kind: K,
    data: BlockData[K],
    timestamp?: bigint,
  ): SignedBlock =>
    signBlock({
      domain: domainOf(network),
      ledger: network.contracts[ledger],
      signer: from,
      to: network.company,
      kind: KIND[kind],
      subject: ZERO_32,
      data: encodeData(kind, data),
      timestamp: timestamp ?? (clock += 1n),
    });
  const mirror = (signed: SignedBlock, digest: Hex = ZERO_32): void => {
    position += 1n;
    const recorded: RecordedBlock = {
      ...signed,
      blockNumber: position,
      logIndex: 0,
      blockTimestamp: signed.block.timestamp,
      transactionHash: ZERO_32,
      ledgerName: 'meters',
      digest,
      position,
      head: ZERO_32,
    };
    inbox.transaction(() => mirrorBlock(inbox, recorded, network));
  };
  /** Both hands' halves of a handover of a meter to this account, as the ledger takes them. */
  const halves = (meterId: Hex, owner: Account): SignedBlock[] => {
    const data = { meterId, owner: owner.address, estimated: false, closings: [], envelope: '0x' as const };
    return [actors.company, actors.portal].map((hand) => block(hand, 'meters', 'METER_TRANSFER', data));
  };
  const enrol = (account: Account, role: number): void => {
    mirror(block(account, 'participants', 'ENROL', { role, encryptionKey: account.encryptionKey, envelope: '0x' }));
    const encryptionKeyHash = toHex(keccak_256(fromHex(account.encryptionKey)));
    if (!isFounder(network, account.address))
      mirror(block(actors.company, 'participants', 'REGISTER', { account: account.address, role, encryptionKeyHash }));
  };
  const registerMeter = (meter: SimulatedMeter, verifiedUntil = 4_000_000_000n): void =>
    mirror(
      block(actors.company, 'meters', 'METER_REGISTER', {
        meterId: idOfMeter(meter),
        owner: actors.owner.address,
        provider: actors.provider.address,
        resource: RESOURCE[meter.resource],
        unit: UNIT[meter.unit],
        exponent: meter.exponent,
        digits: options.dial?.digits ?? 0,
        scale: options.dial?.scale ?? 0,
        deviceId: signer.deviceId,
        verifiedUntil,
        obis: meter.obis.map((obis) => obisFromText(obis)),
      }),
    );
  const registerDevice = (): void => {
    const { algorithm, x, y } = signer.key;
    mirror(
      block(actors.company, 'meters', 'DEVICE_REGISTER', {
        algorithm,
        x: toHex(uintBytes(x, 32)),
        y: toHex(uintBytes(y, 32)),
        trustClass: TRUST.gatewaySigned,
      }),
    );
  };
  const registerAll = (): void => {
    registerDevice();
    enrol(actors.company, ROLE.company);
    enrol(actors.portal, ROLE.portal);
    enrol(actors.provider, ROLE.provider);
    enrol(actors.owner, ROLE.subscriber);
    for (const meter of simulated) registerMeter(meter);
  };
  const down = (message: DownMessage): DownlinkEffect =>
    handleDownlink(
      { store, network, company: actors.company.address, meters, rules, retryAfterMs: 1_000, log },
      encodeDownMessage(message),
    );
  const helloOf = async (id = gatewayId, time = Math.floor(Date.now() / 1000)): Promise<Uint8Array> => {
    const message = helloMessage(domain, time, id);
    const { algorithm, x, y } = signer.key;
    return encodeUpMessage({
      hello: {
        algorithm,
        x: toHex(uintBytes(x, 32)),
        y: toHex(uintBytes(y, 32)),
        time,
        signature: normaliseSignature(signer.key, message, await signer.sign(message)),
      },
    });
  };
  return {
    folder,
    actors,
    network,
    domain,
    meters,
    simulated,
    store,
    signer,
    inbox,
    context,
    rules,
    gatewayId,
    block,
    halves,
    mirror,
    enrol,
    registerMeter,
    registerDevice,
    registerAll,
    down,
    helloOf,
    /** The collector tells the gateway what the register says. */
    tellRegister: (): DownlinkEffect =>
      down({ v: 1, register: { blocks: registerDocument(inbox, signer.deviceId, network) } }),
    sayHello: async (): Promise<void> => void (await receive(context, gatewayId, await helloOf())),
    /** A telegram of the meter with these registers. */
    feed: (meter: SimulatedMeter, values: readonly bigint[], time: bigint, reference?: string, nowMs = Date.now()) =>
      store.transaction(() =>
        consumeTelegram({
          store,
          meters,
          rules,
          nowMs,
          telegram: {
            meter: meter.name,
            time,
            format: 'mbus',
            content: { format: 'mbus', hex: toHex(meterTelegram(meter, values)) },
            reference,
          },
          source: 'test',
        }),
      ),
    /** Announces keys and signs everything that may be signed. */
    async sign(nowMs = Date.now() + 60_000): Promise<void> {
      await announceKeys({ store, signer, network, domain, company: actors.company.address });
      await formBatches({ store, signer, batchFrames: 200, batchAgeMs: 0, retryAfterMs: 1_000, nowMs });
    },
    /** Hands queued messages to the collector and its answers back; the answers. */
    async deliver(): Promise<DownMessage[]> {
      const answers: DownMessage[] = [];
      for (const { payload } of store.outgoing(0, 1_000)) {
        const { answer } = await receive(context, gatewayId, payload);
        if (answer === undefined) continue;
        answers.push(answer);
        down(answer);
      }
      return answers;
    },
    dispose(): void {
      store.close();
      inbox.database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
