import { InputError } from '../../../core/domain/bytes/errors.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { dateOption, resourceNameOf } from '../arguments.ts';
import { parseNorm, parseRate } from './prices.ts';

/** What every owner says. */
export type InitOptions = { dir: string; port: string; host: string; json?: boolean };
/** What somebody who supplies says. */
export type SupplyOptions = { rate: string[]; norm: string[]; from?: string };

/** The first of so many ports that an owner's programs take. @throws InputError PORT_INVALID */
export function portsFrom(text: string, count: number): number[] {
  const first = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (first < 1 || first + count - 1 > 65_535)
    throw new InputError('PORT_INVALID', `--port takes the first of ${count} ports, not "${text}".`);
  return Array.from({ length: count }, (_, n) => first + n);
}

export function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** @throws InputError NAME_INVALID */
export function nameOption(text: string): string {
  if (text.trim() !== text || text.length === 0 || text.length > 100)
    throw new InputError('NAME_INVALID', `--name takes a name of at most 100 characters, not "${text}".`);
  return text;
}

/** What a biller supplies, and its prices. @throws InputError PRICE_INVALID, RESOURCE_UNKNOWN, DATE_INVALID */
export function suppliesOf({ rate, norm, from }: SupplyOptions): {
  services: object[];
  rates: object[];
  supplies: string[];
} {
  const validFrom = dateOption(
    '--from',
    from ?? `${new Date(Number(unixSeconds()) * 1_000).toISOString().slice(0, 7)}-01`,
  );
  const rates = rate.map((one) => parseRate(one, validFrom));
  const norms = new Map(norm.map(parseNorm).map((one) => [one.resource, one.norm]));
  const resources = [...new Set(rates.map((one) => (one as { resource: number }).resource))];
  return {
    rates,
    services: resources.map((resource) => ({ resource, norm: norms.get(resource) ?? null })),
    supplies: resources.map(resourceNameOf),
  };
}
