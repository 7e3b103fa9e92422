import { dirname } from 'node:path';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { urlsOption } from '../arguments.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { readMeterRegister } from '../../../oracle/gateway/meters/meter-register.ts';
import { sendTelegram } from '../../../oracle/gateway/telegram/send-telegram.ts';
import { gatewaySettings } from '../../../oracle/gateway/settings.ts';
import { waitLanded } from '../../../oracle/gateway/recovery/wait-landed.ts';
import { existsSync } from 'node:fs';

export type SendOptions = {
  format: string;
  file: string;
  meter: string;
  settings: string;
  replica: string;
  queue: string;
  wait: string;
  json?: boolean;
};

/**
 * Pushes one telegram through a running system and prints where it landed: the frame, its place on the ledger, its external block.
 * @throws InputError with the gateway's code when the telegram is refused, SETTINGS_MISSING where no system has been started
 */
export async function gatewaySend(options: SendOptions): Promise<void> {
  if (!existsSync(options.settings)) {
    throw new InputError(
      'SETTINGS_MISSING',
      `There is no ${options.settings}. Start the system with npm start, or name the gateway's settings with --settings.`,
    );
  }
  const settings = readSettings(gatewaySettings, {
    file: options.settings,
    prefix: 'DOMLEDGER_GATEWAY_',
    env: process.env,
  });
  if (settings.spoolDir === undefined)
    throw new InputError('SPOOL_MISSING', `${options.settings} names no spoolDir, so this gateway takes no files.`);
  const seconds = Number(options.wait);
  if (!Number.isInteger(seconds) || seconds < 1)
    throw new InputError('WAIT_INVALID', `--wait takes whole seconds, not "${options.wait}".`);
  const client = await connectChain({
    url: urlsOption('--replica', options.replica),
    queueUrl: urlsOption('--queue', options.queue),
  });
  const fromBlock = await client.head();
  const meters = readMeterRegister(settings.metersFile);
  const { reference } = sendTelegram({
    spoolDir: settings.spoolDir,
    meters,
    format: options.format,
    file: options.file,
    meter: options.meter,
  });
  if (options.json !== true)
    process.stdout.write(`Handed to the gateway of ${dirname(options.settings)}; waiting for the ledger …\n`);
  const landed = await waitLanded({
    gatewayDataDir: settings.dataDir,
    reference,
    client,
    fromBlock,
    signal: AbortSignal.timeout(seconds * 1000),
  });
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify(landed, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}\n`,
    );
    return;
  }
  process.stdout.write(`${landed.code}: ${landed.message}\n`);
  for (const frame of landed.frames) {
    process.stdout.write(
      `Frame ${frame.sequence} of channel ${frame.channel}\n  frame hash     ${frame.frameHash}\n  ReadingLedger  position ${frame.position}, internal block ${frame.digest}\n  external block ${frame.blockNumber}, transaction ${frame.transactionHash}\n`,
    );
  }
}
