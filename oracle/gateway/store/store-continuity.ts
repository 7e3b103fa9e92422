import { blobOf, hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { GatewayStatements } from './store-sql.ts';
import { storedFrame } from './stored-frame.ts';
import type { StoredFrame } from './stored-frame.ts';

/** unsure: nothing may be sealed before the collector has said where the channel stands. gap: the next frame jumps and says so. */
type Break = 'unsure' | 'gap';
export type HeldTelegram = { id: number; meterId: Hex; source: string; telegram: string };

/** What the agent keeps so that channels go on after losses on either side. */
export type Continuity = {
  /** Bytes in use by the database. */
  usedBytes(): number;
  fact(name: string): string | undefined;
  setFact(name: string, value: string): void;
  formats(): [string, Uint8Array][];
  setFormat(name: string, headers: Uint8Array): void;
  dropFormat(name: string): void;
  breakOf(channel: Hex): Break | undefined;
  setBreak(channel: Hex, state: Break): void;
  mend(channel: Hex): void;
  /** Makes every known channel unsure. */
  doubtAll(): void;
  channels(): Hex[];
  unsureChannels(): Hex[];
  /** Channels with frames that the collector has and the ledger, as far as known, has not. */
  unlandedChannels(): Hex[];
  hold(meterId: Hex, source: string, telegram: string): void;
  held(): HeldTelegram[];
  heldCount(): number;
  letGo(id: number): void;
  frameAt(channel: Hex, sequence: bigint): StoredFrame | undefined;
  /** In order, with those that were sealed anew. */
  framesAfter(channel: Hex, sequence: bigint): StoredFrame[];
  /** Queued messages with frames of the channel. */
  messagesWith(channel: Hex): string[];
  /** Frames behind `sequence` that the collector lost wait again; how many. */
  waitAgain(channel: Hex, sequence: bigint): number;
  markReplaced(channel: Hex): void;
  /** The ledger holds the channel up to `sequence`. */
  markLanded(channel: Hex, sequence: bigint): void;
  /** Forgets frames that are on the ledger, and those sealed anew once something newer is; how many. */
  forgetLanded(madeBeforeMs: number): number;
  /** The key that a message announced waits to be announced again; false when the message was about none. */
  forgetAnnouncement(message: string): boolean;
};

export function continuityOf(statements: GatewayStatements): Continuity {
  return {
    usedBytes() {
      const row = statements.pages.get();
      return integerOf(row?.['pages']) * integerOf(row?.['size']);
    },
    fact(name) {
      const row = statements.fact.get(name);
      return row === undefined ? undefined : textOf(row['value']);
    },
    setFact: (name, value) => void statements.setFact.run(name, value),
    formats: () => statements.formats.all().map((row) => [textOf(row['name']), blobOf(row['headers'])]),
    setFormat: (name, headers) => void statements.setFormat.run(name, headers),
    dropFormat: (name) => void statements.dropFormat.run(name),
    breakOf(channel) {
      const state = statements.breakOf.get(channel)?.['state'];
      return state === 'unsure' || state === 'gap' ? state : undefined;
    },
    setBreak: (channel, state) => void statements.setBreak.run(channel, state),
    mend: (channel) => void statements.mend.run(channel),
    doubtAll: () => void statements.doubtAll.run(),
    channels: () => statements.allChannels.all().map((row) => hexOf(row['channel'])),
    unsureChannels: () => statements.unsure.all().map((row) => hexOf(row['channel'])),
    unlandedChannels: () => statements.unlanded.all().map((row) => hexOf(row['channel'])),
    hold: (meterId, source, telegram) => void statements.hold.run(meterId, source, telegram),
    held: () =>
      statements.held.all().map((row) => ({
        id: integerOf(row['id']),
        meterId: hexOf(row['meter_id']),
        source: textOf(row['source']),
        telegram: textOf(row['telegram']),
      })),
    heldCount: () => integerOf(statements.heldCount.get()?.['n']),
    letGo: (id) => void statements.letGo.run(id),
    frameAt(channel, sequence) {
      const row = statements.frameAt.get(channel, sequence);
      return row === undefined ? undefined : storedFrame(row);
    },
    framesAfter: (channel, sequence) => statements.framesAfter.all(channel, sequence).map(storedFrame),
    messagesWith: (channel) => statements.messagesOf.all(channel).map((row) => textOf(row['message'])),
    waitAgain: (channel, sequence) => Number(statements.wait.run(channel, sequence).changes),
    markReplaced: (channel) => void statements.replaceFrames.run(channel),
    markLanded: (channel, sequence) => void statements.landUpTo.run(channel, sequence),
    forgetAnnouncement: (message) => Number(statements.forgetAnnouncement.run(message).changes) > 0,
    forgetLanded(madeBeforeMs) {
      const replaced = Number(statements.forgetReplaced.run(madeBeforeMs).changes);
      return replaced + Number(statements.forgetLanded.run(madeBeforeMs).changes);
    },
  };
}
