import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { billerSettings, type BillerSettings } from '../../../biller/settings.ts';
import { gatewaySettings, type GatewaySettings } from '../../../oracle/gateway/settings.ts';

/** What lists the meters of a running house: the company, which registers them, and the gateway, which hears them. */
type HouseSettings = {
  company: BillerSettings;
  gateway: GatewaySettings;
  /** Their files of meters. */
  files: { company: string; gateway: string };
};

/** @throws InputError SETTINGS_MISSING, SETTINGS_INVALID */
export function readHouse(data: string): HouseSettings {
  const company = readSettings(billerSettings, {
    file: settingsFile(data, 'biller-company'),
    env: process.env,
    prefix: 'DOMLEDGER_BILLER_',
  });
  const gateway = readSettings(gatewaySettings, {
    file: settingsFile(data, 'gateway'),
    env: process.env,
    prefix: 'DOMLEDGER_GATEWAY_',
  });
  if (company.metersFile === undefined)
    throw new InputError('SETTINGS_MISSING', "The company's settings name no metersFile, so it registers no meters.");
  return { company, gateway, files: { company: company.metersFile, gateway: gateway.metersFile } };
}

/** @throws InputError SETTINGS_MISSING */
export function settingsFile(data: string, program: string): string {
  const file = join(data, program, 'settings.json');
  if (existsSync(file)) return file;
  throw new InputError(
    'SETTINGS_MISSING',
    `There is no ${file}. Start the system with npm start, or name its folder with --data.`,
  );
}
