import { hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import { meterOf, optionalMeter, type MeterRow, type MeterTable } from './inbox-rows.ts';
import type { InboxStatements } from './inbox-sql.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

const MAX_REMEMBERED_METERS = 100_000;

/** Meters as the register has them, and the blocks that say so. */
export function meterTable(statements: InboxStatements): MeterTable {
  /** Meters by channel: each frame asks for one, and they change rarely. */
  const meters = new Map<Hex, MeterRow | undefined>();
  const changed = new Set<Hex>();
  const meterChanged = (meterId: Hex): void => {
    meters.clear();
    changed.add(meterId);
  };
  return {
    meter: (meterId: Hex): MeterRow | undefined => optionalMeter(statements.meter.get(meterId)),
    meterOfChannel(channel: Hex): MeterRow | undefined {
      if (meters.has(channel)) return meters.get(channel);
      const meter = optionalMeter(statements.meterOfChannel.get(channel));
      if (meters.size >= MAX_REMEMBERED_METERS) meters.clear();
      meters.set(channel, meter);
      return meter;
    },
    metersOf: (deviceId: Hex): MeterRow[] => statements.metersOf.all(deviceId).map(meterOf),
    devicesOfParty: (account: Hex): Hex[] =>
      statements.devicesOfParty.all(account, account).map((row) => hexOf(row['device_id'])),
    addMeter(row: Omit<MeterRow, 'replacedBy'>, channels: readonly Hex[]): void {
      statements.addMeter.run(row.meterId, row.deviceId, row.owner, row.provider, row.verifiedUntil);
      for (const channel of channels) statements.addChannel.run(channel, row.meterId);
      meterChanged(row.meterId);
    },
    replaceMeter(meterId: Hex, by: Hex): void {
      statements.replace.run(by, meterId);
      meterChanged(meterId);
    },
    verifyMeter(meterId: Hex, until: bigint): void {
      statements.verify.run(until, meterId);
      meterChanged(meterId);
    },
    transferMeter(meterId: Hex, owner: Hex): void {
      statements.transfer.run(owner, meterId);
      meterChanged(meterId);
    },
    proposal(actHash: Hex) {
      const row = statements.proposal.get(actHash);
      if (row === undefined) return undefined;
      const until = BigInt(integerOf(row['until']));
      return { by: hexOf(row['by']), until, signedBlock: textOf(row['signed_block']) };
    },
    setProposal: (actHash, { by, until, signedBlock }): void =>
      void statements.setProposal.run(actHash, by, until, signedBlock),
    dropProposal: (actHash: Hex): void => void statements.dropProposal.run(actHash),
    registerBlock(subject: Hex, kind: number): string | undefined {
      const row = statements.registerBlock.get(subject, kind);
      return row === undefined ? undefined : textOf(row['signed_block']);
    },
    setRegisterBlock(subject: Hex, kind: number, signedBlock: string): void {
      statements.setRegisterBlock.run(subject, kind, signedBlock);
      changed.add(subject);
    },
    takeChanged(): Hex[] {
      const taken = [...changed];
      changed.clear();
      return taken;
    },
  };
}
