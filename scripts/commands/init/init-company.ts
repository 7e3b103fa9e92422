import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { meterIdOf } from '../../../core/domain/ledger/ids.ts';
import { ROLE, UNIT } from '../../../core/domain/ledger/kinds.ts';
import { gethConfig, gethGenesis } from '../../../sealer/engine/engine-api/geth-config.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { meterSaltOf } from '../../world/meter-entries.ts';
import { countOption, readText, resourceNameOf } from '../arguments.ts';
import { readCard, type Card } from './card.ts';
import { parseHouse, type House, type HouseMeter } from './house-csv.ts';
import type { Made } from './made.ts';
import { nameOption, portsFrom, suppliesOf, urlOf, type InitOptions, type SupplyOptions } from './options.ts';
import { measureOf } from './prices.ts';
import { makeSite, type Draft } from './site.ts';

export type CompanyOptions = InitOptions &
  SupplyOptions & {
    name: string;
    card: string[];
    house: string;
    chainId?: string;
    currency: string;
    timeZone: string;
  };

/** Two networks with one chain id would take each other's signatures for their own, but for the salt: chance makes them differ. */
const CHAIN_IDS = [100_000, 2_000_000_000] as const;

/**
 * The company: keeper, sealer, replica, biller, and a watchdog over them; who takes part, by the others' cards; the house, from one CSV.
 * @throws InputError SITE_EXISTS, CARD_INVALID, PORTAL_CARD, CARD_TWICE, HOUSE_INVALID, SUPPLIER_UNCLEAR, and of malformed options
 */
export async function initCompany(options: CompanyOptions): Promise<Made> {
  const { dir, host } = options;
  const [sealer = 0, keeper = 0, replica = 0, biller = 0, watchdog = 0] = portsFrom(options.port, 5);
  const cards = options.card.map(readCard);
  const portal = portalOf(cards);
  const house = parseHouse(readText(options.house, 'the CSV of the house'));
  const { supplies, ...supplied } = suppliesOf(options);
  const name = nameOption(options.name);
  const chainId = options.chainId === undefined ? randomInt(...CHAIN_IDS) : countOption('--chain-id', options.chainId);
  const witnesses = cards.filter((one) => one.replica !== undefined);
  const address = await makeSite(dir, 'company', async (draft) => {
    const company = await draft.account('biller');
    draft.program({ name: 'keeper', program: 'keeper', stage: 0 }, { data: '.', port: keeper });
    draft.program(
      { name: 'sealer', program: 'sealer', stage: 1 },
      {
        ...{ data: '.', host, port: sealer, keeper: urlOf(keeper), keeperToken: '../keeper/token', name, chainId },
        ...{ currency: options.currency, timeZone: options.timeZone, company, portal: portal.address },
        witnesses: witnesses.map((one) => ({ key: one.address, owner: one.address })),
        foreignReplicas: witnesses.map((one) => one.replica),
      },
    );
    draft.program(
      { name: 'replica', program: 'replica', stage: 2 },
      { data: '.', host, port: replica, from: [urlOf(sealer)], network: '../network.json' },
    );
    draft.program(
      { name: 'biller', program: 'biller', stage: 3 },
      {
        ...{ role: 'company', dataDir: '.', networkFile: '../network.json', replicaUrl: [urlOf(replica)] },
        ...{ queueUrl: [urlOf(sealer)], httpPort: biller, ...supplied, participants: participantsOf(cards) },
        ...{ premisesFile: '../premises.json', metersFile: '../meters.json' },
      },
    );
    const watched = { sealer: ['sealer', sealer], replica: ['replica', replica], biller: ['other', biller] } as const;
    draft.program(
      { name: 'watchdog', program: 'watchdog', stage: 4 },
      {
        ...{ dataDir: '.', networkFile: '../network.json', host, port: watchdog },
        sources: Object.entries(watched).map(([each, [role, port]]) => ({ name: each, role, url: urlOf(port) })),
      },
    );
    // For an engine beside the sealer: its genesis has the chain id of this network alone.
    const genesis = genesisOf(BigInt(chainId));
    draft.write('geth/genesis.json', gethGenesis(genesis));
    draft.write('geth/geth.toml', gethConfig(genesis));
    writeHouse(draft, { house, company, cards, own: supplies });
    return company;
  });
  const gateways = gatewaysOf(house);
  return {
    ...{ owner: 'company', folder: dir, address },
    give: [
      { file: join(dir, 'network.json'), to: 'everybody else, once it is founded, by another way than the network' },
      ...gateways.map((one) => ({ file: handOverOf(dir, one), to: `whoever sets up gateway ${one}` })),
    ],
    take: gateways.map((one) => ({ file: deviceOf(dir, one), from: `gateway ${one}: its device.json` })),
    next: [`domledger found ${dir}`, `domledger run ${dir}`],
  };
}

/** @throws InputError PORTAL_CARD, CARD_TWICE */
function portalOf(cards: readonly Card[]): Card {
  const [portal, second] = cards.filter(({ role }) => role === 'portal');
  if (portal === undefined || second !== undefined)
    throw new InputError('PORTAL_CARD', 'Give the card of one portal with --card: it is fixed at the founding.');
  if (new Set(cards.map(({ address }) => address)).size < cards.length)
    throw new InputError('CARD_TWICE', 'Two cards name one account. Each owner makes its own: domledger init.');
  return portal;
}

/** Company and portal are in by the founding. */
function participantsOf(cards: readonly Card[]): object[] {
  return cards.flatMap(({ role, address }) => (role === 'portal' ? [] : [{ address, role: ROLE[role] }]));
}

function writeHouse(draft: Draft, args: { house: House; company: Hex; cards: readonly Card[]; own: string[] }): void {
  const { house, company } = args;
  const salt = meterSaltOf(draft.at('biller/.').replace(/\/\.?$/, ''));
  const idOf = ({ manufacturer, serial }: HouseMeter): Hex => meterIdOf(salt, manufacturer, serial);
  const counts = ({ resource }: HouseMeter) => {
    const { unit, exponent } = measureOf(resource);
    return { unit, exponent };
  };
  draft.json('premises.json', house.premises);
  draft.json('meters.json', {
    devices: Object.fromEntries(gatewaysOf(house).map((name) => [name, `devices/${name}.json`])),
    meters: house.meters.map((meter) => ({
      ...{ name: meter.name, meterId: idOf(meter), premise: meter.premise, provider: supplierOf(meter, args) },
      ...{ resource: meter.resource, unit: UNIT[counts(meter).unit], exponent: counts(meter).exponent },
      ...{ device: meter.gateway, verifiedUntil: meter.verifiedUntil, obis: meter.obis },
    })),
  });
  for (const gateway of gatewaysOf(house)) {
    const meters = house.meters.filter((meter) => meter.gateway === gateway);
    draft.json(handOverOf('', gateway), {
      company,
      meters: meters.map((meter) => ({
        ...{ name: meter.name, meterId: idOf(meter), manufacturer: meter.manufacturer, id: meter.serial },
        ...{ ...counts(meter), obis: meter.obis },
      })),
    });
  }
}

/** @throws InputError SUPPLIER_UNCLEAR where nobody, or more than one, has a price of what a meter counts */
function supplierOf(meter: HouseMeter, args: { company: Hex; cards: readonly Card[]; own: string[] }): Hex {
  const resource = resourceNameOf(meter.resource);
  const found = [
    ...(args.own.includes(resource) ? [args.company] : []),
    ...args.cards.filter(({ supplies = [] }) => supplies.includes(resource)).map(({ address }) => address),
  ];
  const [supplier] = found;
  if (supplier === undefined || found.length > 1)
    throw new InputError(
      'SUPPLIER_UNCLEAR',
      `${found.length === 0 ? 'Nobody supplies' : 'More than one supplies'} ${resource}, which meter ${meter.name} counts: one provider's card, or --rate of the company, says so.`,
    );
  return supplier;
}

function gatewaysOf({ meters }: House): string[] {
  return [...new Set(meters.map(({ gateway }) => gateway))].filter((name) => name !== 'owner');
}

function handOverOf(dir: string, gateway: string): string {
  return join(dir, 'hand-over', `${gateway}.json`);
}

function deviceOf(dir: string, gateway: string): string {
  return join(dir, 'devices', `${gateway}.json`);
}
