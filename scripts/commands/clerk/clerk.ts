import { TransientError, InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { startOfLocalDate } from '../../../core/domain/billing/period.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import {
  cancelContract,
  correctHandover,
  decideRekey,
  offerContract,
  requestReading,
  sayWitness,
  withdrawOffer,
  withdrawRate,
} from '../../../biller/commands/commands.ts';
import { revokeDevice } from '../../../biller/commands/revoke-device.ts';
import { connectBiller } from '../../../biller/connect.ts';
import { billerSettings, type BillerSettings } from '../../../biller/settings.ts';
import { dateOption, printJson, resourceOption, secondsOption, zoneOption } from '../arguments.ts';

export type ClerkOptions = { settings: string; wait: string; json?: boolean };
export type OfferOptions = ClerkOptions & {
  subscriber: string;
  resource: string;
  from: string;
  area?: string;
  residents?: string;
  meter: readonly string[];
};
export type WithdrawOfferOptions = ClerkOptions & { contract: string };
export type CancelOptions = ClerkOptions & { contract: string; on: string; reason: string };
export type RequestOptions = ClerkOptions & { meter: string; due: string; manual?: boolean };
export type CorrectHandoverOptions = ClerkOptions & { meter: string };
export type ConfirmKeyOptions = ClerkOptions & { account: string; key: string; refuse?: boolean };
export type EnterWitnessOptions = ClerkOptions & { witness: string; owner: string };
export type RemoveWitnessOptions = ClerkOptions & { witness: string };
export type WithdrawRateOptions = ClerkOptions & { resource: string; zone: string; from: string };

export type RevokeDeviceOptions = ClerkOptions & { device: string };

export type Acting = { settings: BillerSettings; signal: AbortSignal };

/** @throws InputError with the ledger's or the command's code */
export function clerkOffer(options: OfferOptions): Promise<void> {
  const subscriber = parseHex(options.subscriber, '--subscriber', 20);
  const resource = resourceOption(options.resource);
  const meterIds = options.meter.map((one) => parseHex(one, '--meter', 32));
  const { area, residents } = options;
  const from = dateOption('--from', options.from);
  const known = { ...(area === undefined ? {} : { area }), ...(residents === undefined ? {} : { residents }) };
  return act(options, 'Contract offered', (acting) =>
    offerContract({ ...acting, ...known, subscriber, resource, from, meterIds }),
  );
}

/** @throws InputError with the ledger's or the command's code */
export function clerkWithdrawOffer(options: WithdrawOfferOptions): Promise<void> {
  const contractId = parseHex(options.contract, '--contract', 32);
  return act(options, 'Offer withdrawn', (acting) => withdrawOffer({ ...acting, contractId }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkCancel(options: CancelOptions): Promise<void> {
  const contractId = parseHex(options.contract, '--contract', 32);
  const on = dateOption('--on', options.on);
  const { reason } = options;
  return act(options, 'Cancellation sent', async (acting) =>
    cancelContract({ ...acting, contractId, effectiveDate: await localDay(acting, on), reason }),
  );
}

/** @throws InputError with the ledger's or the command's code */
export function clerkRequestReading(options: RequestOptions): Promise<void> {
  const meterId = parseHex(options.meter, '--meter', 32);
  const due = dateOption('--due', options.due);
  const { manual = false } = options;
  return act(options, 'Reading requested', async (acting) =>
    requestReading({ ...acting, meterId, manual, dueDate: await localDay(acting, due) }),
  );
}

/** @throws InputError with the ledger's or the command's code */
export function clerkCorrectHandover(options: CorrectHandoverOptions): Promise<void> {
  const meterId = parseHex(options.meter, '--meter', 32);
  return act(options, 'Said; the handover is put right once the portal has said it too', (acting) =>
    correctHandover({ ...acting, meterId }),
  );
}

/** @throws InputError with the ledger's or the command's code */
export function clerkWithdrawRate(options: WithdrawRateOptions): Promise<void> {
  const resource = resourceOption(options.resource);
  const from = dateOption('--from', options.from);
  const zone = zoneOption('--zone', options.zone);
  return act(options, 'Rate withdrawn', async (acting) =>
    withdrawRate({ ...acting, resource, zone, validFrom: await localDay(acting, from) }),
  );
}

/** @throws InputError with the ledger's or the command's code */
export function clerkConfirmKey(options: ConfirmKeyOptions): Promise<void> {
  const account = parseHex(options.account, '--account', 20);
  const key = parseHex(options.key, '--key', 20);
  const refuse = options.refuse === true;
  const done = refuse ? 'Key refused' : 'Key named, in force in seven days unless the old one objects';
  return act(options, done, (acting) => decideRekey({ ...acting, account, key, refuse }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkEnterWitness(options: EnterWitnessOptions): Promise<void> {
  const witness = parseHex(options.witness, '--witness', 20);
  const owner = parseHex(options.owner, '--owner', 20);
  return act(options, 'Said; the witness stands once the portal has said it too', (acting) =>
    sayWitness({ ...acting, kind: 'WITNESS_ENTER', witness, owner }),
  );
}

/** @throws InputError with the ledger's or the command's code */
export function clerkRemoveWitness(options: RemoveWitnessOptions): Promise<void> {
  const witness = parseHex(options.witness, '--witness', 20);
  return act(options, 'Said; the witness is gone, for ever, once the portal has said it too', (acting) =>
    sayWitness({ ...acting, kind: 'WITNESS_REMOVE', witness }),
  );
}

/** @throws InputError with the ledger's or the command's code */
export function clerkRevokeDevice(options: RevokeDeviceOptions): Promise<void> {
  const deviceId = parseHex(options.device, '--device', 32);
  return act(options, 'Key ended; nothing that this device signs counts any more', (acting) =>
    revokeDevice({ ...acting, deviceId }),
  );
}

/** Whose keystore acts, and for how long. @throws InputError WAIT_INVALID, SETTINGS_INVALID */
export function actingBy(options: ClerkOptions): Acting {
  const signal = AbortSignal.timeout(secondsOption('--wait', options.wait));
  const settings = readSettings(billerSettings, {
    file: options.settings,
    env: process.env,
    prefix: 'DOMLEDGER_BILLER_',
    overrides: { logLevel: 'error' },
  });
  return { settings, signal };
}

/** Says one thing on the ledger, and tells its digest. @throws InputError; TransientError CLERK_TIMEOUT */
export async function act(options: ClerkOptions, done: string, work: (acting: Acting) => Promise<Hex>): Promise<void> {
  const acting = actingBy(options);
  let digest: Hex;
  try {
    digest = await work(acting);
  } catch (cause) {
    if (!acting.signal.aborted || cause instanceof InputError) throw cause;
    throw new TransientError(
      'CLERK_TIMEOUT',
      `Not on the ledger within ${options.wait} s. What was signed is kept and goes out with the next command; see what the ledger says before you repeat it.`,
      { cause },
    );
  }
  if (options.json === true) printJson({ digest });
  else process.stdout.write(`${done}: internal block ${digest} is on the ledger.\n`);
}

/** Local midnight of a day in the network's time zone. */
async function localDay({ settings }: Acting, date: string): Promise<bigint> {
  const { network } = await connectBiller(settings);
  return startOfLocalDate(date, network.timeZone);
}
