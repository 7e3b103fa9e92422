import { join } from 'node:path';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { meterIdOf } from '../../../core/domain/ledger/ids.ts';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { addMeter } from '../../world/meter-files.ts';
import { companyEntry, gatewayEntry, meterSaltOf } from '../../world/meter-entries.ts';
import { wrapOf } from '../../../core/domain/reading/dial.ts';
import { planMeter, type TelegramMeter } from '../../world/plan-meter.ts';
import type { PlannedMeter } from '../../world/house-plan.ts';
import { keystoreOf } from '../../world/world-plan.ts';
import { printJson, readText, resourceNameOf, secondsOption } from '../arguments.ts';
import { readHouse, settingsFile } from './house-settings.ts';

export type MeterAddOptions = {
  name: string;
  format: string;
  file: string;
  digits?: string;
  scale?: string;
  data: string;
  wait: string;
  json?: boolean;
};

/** Of a counter that begins again at zero. */
type DialOptions = Pick<MeterAddOptions, 'digits' | 'scale'>;

const POLL_MS = 250;

/**
 * Registers the meter that a telegram is from as a general meter of the house that `npm start` runs, and waits until the company's block is on the ledger.
 * @throws InputError SETTINGS_MISSING, TELEGRAM_UNFIT, METER_NAME_TAKEN, METER_KNOWN; TransientError METER_WAITING when the wait is over
 */
export async function meterAdd(options: MeterAddOptions): Promise<void> {
  const waitMs = secondsOption('--wait', options.wait);
  const meter = meterOfTelegram(options);
  const { company, files } = readHouse(options.data);
  const provider = await providerOf(options.data, meter.provider);
  const client = await connectChain({ url: company.replicaUrl, queueUrl: company.queueUrl });

  const meterId = meterIdOf(meterSaltOf(company.dataDir), meter.manufacturer, meter.serial);
  addMeter(files, { company: companyEntry(meter, meterId, provider), gateway: gatewayEntry(meter, meterId) });
  if (options.json !== true)
    process.stdout.write(
      `Meter ${meter.manufacturer} ${meter.serial} is listed as ${meter.name}; waiting for the ledger …\n`,
    );

  const signal = AbortSignal.timeout(waitMs);
  let registered = await client.read.meter(meterId);
  while (registered === undefined && (await pause(POLL_MS, signal))) registered = await client.read.meter(meterId);
  if (registered === undefined) {
    throw new TransientError(
      'METER_WAITING',
      `The company has not registered ${meter.name} within ${options.wait} s. It stays listed; run this again to wait longer.`,
    );
  }
  if (options.json === true) {
    printJson({ name: meter.name, manufacturer: meter.manufacturer, serial: meter.serial, meterId, ...registered });
    return;
  }
  process.stdout.write(
    [
      `Registered on the ledger: ${meter.name}`,
      `  meter      ${meterId}`,
      `  resource   ${resourceNameOf(registered.resource)}, 10^${registered.exponent} ${meter.unit}, registers ${meter.obis.join(', ')}`,
      `  owner      ${registered.owner} (the company: a general house meter)`,
      `  provider   ${registered.provider}`,
      `  signed by  device ${registered.deviceId}`,
      `Now: domledger gateway send --format ${options.format} --file ${options.file} --meter ${meter.name}`,
      '',
    ].join('\n'),
  );
}

/** @throws InputError NAME_INVALID, FORMAT_UNKNOWN, FILE_UNREADABLE, TELEGRAM_UNFIT, DIGITS_INVALID, DIGITS_OUT_OF_RANGE */
export function meterOfTelegram(options: { name: string; format: string; file: string } & DialOptions): TelegramMeter {
  if (!/^[\w.-]{1,64}$/.test(options.name)) {
    throw new InputError(
      'NAME_INVALID',
      `"${options.name}" is no name of a meter. Use 1 to 64 letters, digits, dots, dashes or underscores.`,
    );
  }
  if (options.format !== 'mbus')
    throw new InputError(
      'FORMAT_UNKNOWN',
      `Meters are added from telegrams of the format mbus, not "${options.format}".`,
    );
  const hex = readText(options.file, 'a telegram, in hex').replace(/\s+/g, '');
  if (!/^([0-9a-fA-F]{2})+$/.test(hex))
    throw new InputError('TELEGRAM_UNFIT', `${options.file} is not a telegram in hex digits.`);
  const planned = planMeter(options.name, hex);
  if (typeof planned === 'string')
    throw new InputError('TELEGRAM_UNFIT', `No meter can be made of ${options.file}: ${planned}.`);
  return { ...planned, dial: dialOption(options, planned.exponent) };
}

/** How the meter's counter ends. @throws InputError DIGITS_INVALID, DIGITS_OUT_OF_RANGE */
function dialOption(options: DialOptions, exponent: number): PlannedMeter['dial'] {
  const { digits, scale } = options;
  if (digits === undefined && scale === undefined) return undefined;
  if (!/^\d{1,2}$/.test(digits ?? '') || !/^-?\d$/.test(scale ?? '0'))
    throw new InputError(
      'DIGITS_INVALID',
      `Give --digits as a number, and --scale as the power of ten that the last of them counts, for example --digits 8 --scale -3.`,
    );
  const dial = { digits: Number(digits), scale: scale === undefined ? exponent : Number(scale) };
  wrapOf({ ...dial, exponent });
  return dial;
}

async function providerOf(data: string, name: TelegramMeter['provider']): Promise<Hex> {
  settingsFile(data, `biller-${name}`);
  return (await loadOrCreateAccount(keystoreOf(join(data, `biller-${name}`)))).address;
}
