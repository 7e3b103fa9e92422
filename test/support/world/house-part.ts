import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { connectChain, type ChainClient } from '../../../core/chain/chain-client.ts';
import { RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { waitFor } from '../wait-for.ts';
import { freeWorldPorts } from '../../../scripts/world/free-ports.ts';
import { planHouse, premiseOf, type HousePlan, type PlannedMeter } from '../../../scripts/world/house-plan.ts';
import { startWorld, type World } from '../../../scripts/world/start-world.ts';
import { planWorld } from '../../../scripts/world/world-plan.ts';
import type { WorldPorts } from '../../../scripts/world/world-ports.ts';
import type { PlannedProgram } from '../../../scripts/world/planned-program.ts';
import type { WorldPlan } from '../../../scripts/world/planned-program.ts';
import { freshPglite } from '../../app/server/support/pglite-template.ts';

const REPLICAS = ['replicaPortal', 'replicaElectricity', 'replicaWater', 'replicaCompany'] as const;
type ReplicaPort = (typeof REPLICAS)[number];

const IMPATIENT: Readonly<Record<string, Record<string, unknown>>> = {
  'sandbox-residents': { lookInterval: '500ms' },
  sealer: { targetBits: 4 },
};

export type HousePartPlan = {
  readonly flats: readonly number[];
  /** Whose residents the sandbox plays: all, none, or those of these flats. */
  readonly played?: boolean | readonly number[];
  readonly logLevel?: string;
  /** Its own meters too, beside those of the flats. */
  readonly balanced?: boolean;
  /** The only flats whose meters behind the gateway hang there; else those of all that are named. */
  readonly metered?: readonly number[];
  /** Flats that have a water meter which is read by hand, beside the one that always has. */
  readonly byHand?: readonly number[];
};

/** The real system in a folder of its own that goes when the world goes. */
export type House = World & {
  readonly dataDir: string;
  readonly house: HousePlan;
  /** Address of one of its listeners. */
  url(port: keyof WorldPorts): string;
  /** Reads one of its chains, and hands blocks to the company's queue. */
  connect(port: 'sealer' | ReplicaPort): Promise<ChainClient>;
  /** Waits until the queue is empty, and every replica and the portal's read model hold what the sealer has. */
  settle(): Promise<void>;
};

/**
 * Boots every program as a process of its own on free ports, for the flats that are named and their meters alone. Bills come as soon as
 * a month is metered; nobody moves a meter but the test.
 * @param played residents that the sandbox does not play the test does
 */
export async function startHouse(args: HousePartPlan): Promise<House> {
  const { flats, played = false, logLevel = 'warn' } = args;
  const dataDir = mkdtempSync(join(tmpdir(), 'domledger-world-'));
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  try {
    const ports = await freeWorldPorts();
    const house = houseOf(args);
    const playedFlats = typeof played === 'boolean' ? (played ? flats : []) : played;
    const planned = await planWorld({ dataDir, ports, house, billAfter: '1s', logLevel, playedFlats });
    const plan = { ...planned, programs: planned.programs.map(impatient) };
    await freshPglite(join(dataDir, 'app', 'database'));
    const started = await startWorld(plan);
    const url = (port: keyof WorldPorts): string => `http://127.0.0.1:${ports[port]}`;
    const connect: House['connect'] = (port) => connectChain({ url: url(port), queueUrl: url('sealer') });
    try {
      await suppliersReady(await connect('replicaPortal'), plan.accounts);
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
    return {
      ...started,
      dataDir,
      house,
      url,
      connect,
      settle: () => settle(url, connect),
      async [Symbol.asyncDispose]() {
        await started[Symbol.asyncDispose]();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Suppliers are registered and have published their rates: before that there is nobody to ask for a contract. */
async function suppliersReady(client: ChainClient, accounts: WorldPlan['accounts']): Promise<void> {
  const due = [
    [accounts.electricity, RESOURCE.electricity],
    [accounts.water, RESOURCE.coldWater],
    [accounts.company, RESOURCE.upkeep],
  ] as const;
  await waitFor('every supplier has published its rates', async () => {
    const rates = await Promise.all(due.map(([supplier, resource]) => client.read.rates(supplier, resource, 0)));
    return rates.every((list) => list.length > 0) ? true : undefined;
  });
}

/** Residents of a test look at the portal all the time, and its seals are found at once, as in every world. */
function impatient(program: PlannedProgram): PlannedProgram {
  const quick = IMPATIENT[program.program];
  return quick === undefined ? program : { ...program, settings: { ...program.settings, ...quick } };
}

function houseOf({ flats, balanced = false, metered = flats, byHand = [] }: HousePartPlan): HousePlan {
  const whole = planHouse();
  const one = whole.meters.find(({ device }) => device === 'owner');
  const further = byHand.flatMap((flat) =>
    one === undefined
      ? []
      : [{ ...one, premise: premiseOf(flat), name: `flat-${flat}-cold-water`, serial: `2000${flat}00` }],
  );
  const premises = new Set([...flats.map(premiseOf), ...(balanced ? ['house'] : [])]);
  const behindGateway = new Set([...metered.map(premiseOf), ...(balanced ? ['house'] : [])]);
  const hangs = ({ premise, device }: PlannedMeter): boolean =>
    device === 'owner'
      ? premises.has(premise)
      : behindGateway.has(premise) && !byHand.some((flat) => premiseOf(flat) === premise);
  return {
    ...whole,
    premises: whole.premises.filter(({ premise }) => premises.has(premise)),
    meters: [...whole.meters.filter(hangs), ...further],
    house: {
      ...whole.house,
      meters: whole.house.meters.filter(({ flat }) => (flat === undefined ? balanced : metered.includes(flat))),
    },
  };
}

async function settle(url: House['url'], connect: House['connect']): Promise<void> {
  const [sealer, ...replicas] = await Promise.all((['sealer', ...REPLICAS] as const).map(connect));
  await waitFor('everything that was promised is sealed, and known to all', async () => {
    const { digests } = await ask(`${url('sealer')}/v1/queue`, z.object({ digests: z.array(z.string()) }));
    const head = (await sealer?.head()) ?? 0n;
    const behind = await Promise.all(replicas.map(async (replica) => (await replica.head()) < head));
    const { nextBlock } = await ask(`${url('app')}/health`, z.object({ nextBlock: z.string() }));
    return digests.length === 0 && !behind.includes(true) && BigInt(nextBlock) > head ? true : undefined;
  });
}

async function ask<T>(address: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await fetch(address)).json());
}
