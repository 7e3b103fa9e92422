import { connectChain } from '../../../core/chain/chain-client.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { meterIdOf } from '../../../core/domain/ledger/ids.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { meterSaltOf } from '../../world/meter-entries.ts';
import { addMeter } from '../../world/meter-files.ts';
import { planReplacement } from '../../world/replacement.ts';
import { printJson, secondsOption } from '../arguments.ts';
import { readHouse } from './house-settings.ts';
import { meterOfTelegram, type MeterAddOptions } from './meter-add.ts';

export type MeterReplaceOptions = MeterAddOptions & { old: string; final: readonly string[] };

const POLL_MS = 250;

/**
 * Puts the meter that a telegram is from in the place of another: lists it with the gateway and the company, and waits until the old one's last
 * frames and the replacement are on the ledger. Running it again waits longer and changes nothing.
 * @throws InputError SETTINGS_MISSING, TELEGRAM_UNFIT, METER_UNKNOWN, METER_REPLACED, METER_KNOWN, METER_NAME_TAKEN, REPLACEMENT_UNLIKE,
 * FINAL_INVALID, FINAL_BELOW_KNOWN, FINAL_JUMPED; TransientError METER_WAITING when the wait is over
 */
export async function meterReplace(options: MeterReplaceOptions): Promise<void> {
  const waitMs = secondsOption('--wait', options.wait);
  const meter = meterOfTelegram(options);
  const { company, gateway, files } = readHouse(options.data);
  const meterId = meterIdOf(meterSaltOf(company.dataDir), meter.manufacturer, meter.serial);
  const planned = planReplacement({
    files,
    gatewayDir: gateway.dataDir,
    oldMeter: options.old,
    meter,
    meterId,
    final: options.final,
    now: Math.floor(Date.now() / 1000),
  });
  const client = await connectChain({ url: company.replicaUrl, queueUrl: company.queueUrl });
  addMeter(files, planned);
  const { old } = planned;
  if (options.json !== true)
    process.stdout.write(
      `Meter ${meter.manufacturer} ${meter.serial} is listed as ${meter.name} in the place of ${old.name}; waiting for the ledger …\n`,
    );

  const signal = AbortSignal.timeout(waitMs);
  const isReplaced = async (): Promise<boolean> => (await client.read.meter(old.meterId))?.replacedBy === meterId;
  while (!(await isReplaced())) {
    if (await pause(POLL_MS, signal)) continue;
    const registered = (await client.read.meter(meterId)) !== undefined;
    throw new TransientError(
      'METER_WAITING',
      `${registered ? `${meter.name} is registered, but the last frames of ${old.name} and the replacement` : `The registration of ${meter.name}`} did not come within ${options.wait} s. It stays listed; run this again to wait longer. The company's /health says what is missing.`,
    );
  }
  if (options.json === true) {
    const { resource, unit, exponent, provider, replaces } = planned.company;
    const { name, manufacturer } = planned.gateway;
    printJson({
      ...{ name, manufacturer, serial: meter.serial, meterId, resource, unit, exponent, provider },
      replaced: { name: old.name, meterId: old.meterId, removedAt: replaces?.time },
    });
    return;
  }
  process.stdout.write(
    [
      `Replaced on the ledger: ${old.name} by ${meter.name}`,
      `  old meter  ${old.meterId}, of which nothing more is taken`,
      `  new meter  ${meterId}, 10^${planned.company.exponent} ${meter.unit}, registers ${planned.company.obis.join(', ')}`,
      `Now: domledger gateway send --format ${options.format} --file ${options.file} --meter ${meter.name}`,
      '',
    ].join('\n'),
  );
}
