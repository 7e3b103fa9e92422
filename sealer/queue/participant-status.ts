import { Interface } from 'ethers';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import type { Lane } from './choose-run.ts';

/** `key` = the one that signs for the account. */
export type ParticipantStatus = { role: number; active: boolean; suspended: boolean; key: Hex };
/** Whether an account may send anything but its enrolment. */
export function isInGoodStanding({ active, suspended }: ParticipantStatus): boolean {
  return active && !suspended;
}

/** The lane of all that an account sends; an account's role never changes. */
export function laneOf({ role }: ParticipantStatus): Lane {
  return role === ROLE.collector ? 'readings' : 'others';
}

/** What Participants says of an account at logged state; role 0 where it never enrolled. */
export type ParticipantStatuses = { of(account: Hex): Promise<ParticipantStatus>; forget(): void };

const PARTICIPANTS = new Interface([
  'function participant(address account) view returns (tuple(uint8 role, bool registered, bool attested, bool suspended, bytes encryptionKey))',
  'function isActive(address account) view returns (bool)',
  'function keyOf(address account) view returns (address)',
  'function rekeying(address account) view returns (address key, uint64 from)',
]);
const REMEMBERED = 50_000;

/** Remembers answers until `forget`, which is called for every block that touches Participants. */
export function createParticipantStatuses(args: {
  participants: Hex;
  request: (method: string, params: readonly unknown[]) => Promise<unknown>;
}): ParticipantStatuses {
  let known = new Map<Hex, ParticipantStatus>();
  const call = async (name: string, account: Hex): Promise<unknown> => {
    const data = PARTICIPANTS.encodeFunctionData(name, [account]);
    const answer = await args.request('eth_call', [{ to: args.participants, data }, 'latest']);
    return PARTICIPANTS.decodeFunctionResult(name, String(answer))[0];
  };
  return {
    async of(account) {
      const found = known.get(account);
      if (found !== undefined) return found;
      const remembering = known;
      const entry = (await call('participant', account)) as { role: bigint; suspended: boolean };
      const active = (await call('isActive', account)) === true;
      const key = parseHex(await call('keyOf', account), 'key', 20);
      const status = { role: Number(entry.role), active, suspended: entry.suspended, key };
      // Another key comes into force by the time alone: what is remembered would not tell.
      if (BigInt((await call('rekeying', account)) as string) !== 0n) return status;
      // Answers from before a `forget` go into the forgotten map.
      if (remembering.size >= REMEMBERED) remembering.clear();
      remembering.set(account, status);
      return status;
    },
    forget() {
      known = new Map();
    },
  };
}
