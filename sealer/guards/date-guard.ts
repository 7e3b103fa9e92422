import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Parent } from '../../core/domain/seal/block-record.ts';

type Dated = Pick<Parent, 'number' | 'timestamp'>;

/** Compares the dates of blocks with this machine's clock: a witness that cosigns a date says that it was so. */
export type DateGuard = {
  /** We have all that the other side has: what comes from now on is made from now on. */
  onLevel(): void;
  onBlock(head: Dated): void;
  /** @throws InputError BLOCK_MISDATED when the newest block, or that of `number`, is dated ahead, or behind what was there when it was made */
  check(block?: Dated): void;
};

/** @param withinMs how far a date may be off */
export function createDateGuard(args: {
  head: () => Dated | undefined;
  withinMs: number;
  now: () => number;
}): DateGuard {
  let levelMs: number | undefined;
  /** The first of the newest blocks in a row that came dated as if they had been made before we asked for them. */
  let behind: { from: bigint; seconds: number } | undefined;
  const refuse = (number: bigint, off: string): never => {
    throw new InputError(
      'BLOCK_MISDATED',
      `Block ${number} is dated ${off} by this clock. Nothing of it is cosigned; set the clock that is wrong by NTP.`,
    );
  };
  return {
    onLevel() {
      levelMs = args.now();
    },
    onBlock({ number, timestamp }) {
      const lateMs = levelMs === undefined ? 0 : levelMs - Number(timestamp) * 1000;
      if (lateMs <= args.withinMs) behind = undefined;
      else behind = { from: behind?.from ?? number, seconds: Math.round(lateMs / 1000) };
    },
    check(block = args.head()) {
      if (block === undefined) return;
      const aheadMs = Number(block.timestamp) * 1000 - args.now();
      if (aheadMs > args.withinMs) refuse(block.number, `${Math.round(aheadMs / 1000)} s ahead`);
      if (behind !== undefined && block.number >= behind.from) refuse(block.number, `${behind.seconds} s behind`);
    },
  };
}
