import { randomFrom, shuffled } from '../../support/random-from.ts';

/** What fails, and when: `…Killed` and `…Silent` of a program, the rest on the person's side. */
export const FAULTS = [
  'portalKilled',
  'portalSilent',
  'companyKilled',
  'companySilent',
  'bankKilled',
  'bankSilent',
  'billerKilled',
  'billerSilent',
  'offline',
  'twoTabs',
  'doublePress',
  'back',
  'latency',
  'sessionExpired',
] as const;
export type FaultName = (typeof FAULTS)[number];

const PORTAL = ['portalKilled', 'portalSilent'] as const;
const COMPANY = ['companyKilled', 'companySilent'] as const;
const BILLER = ['billerKilled', 'billerSilent'] as const;
const BANK = ['bankKilled', 'bankSilent'] as const;
const PERSON = ['offline', 'twoTabs', 'doublePress', 'back', 'latency', 'sessionExpired'] as const;

/** Every flow, its steps, and what may fail at each of them. */
export const TABLE = {
  'new resident': { ask: [...PORTAL, ...COMPANY, ...PERSON] },
  'contract from the resident': {
    offer: [...PORTAL, ...COMPANY, ...BILLER, ...PERSON],
    sign: [...PORTAL, ...COMPANY, ...BILLER, ...PERSON],
  },
  'contract from the supplier': { sign: [...PORTAL, ...COMPANY, ...PERSON] },
  letter: { send: [...PORTAL, ...COMPANY, ...BILLER, ...PERSON] },
  'reading by hand': { send: [...PORTAL, ...COMPANY, ...PERSON] },
  payment: {
    order: [...PORTAL, ...COMPANY, ...BANK, ...BILLER, ...PERSON],
    confirm: [...PORTAL, ...COMPANY, ...BANK, ...BILLER, 'doublePress', 'sessionExpired'],
  },
  'lost sheet': { ask: [...PORTAL, ...COMPANY, ...PERSON] },
  evidence: { save: [...PORTAL, 'offline', 'doublePress', 'back', 'sessionExpired'] },
} as const satisfies Record<string, Record<string, readonly FaultName[]>>;

export type FlowName = keyof typeof TABLE;

/** The cells that a whole run has shown to hold, of which samples are taken: what is not among them is still to be shown, or to be mended. */
const SHOWN: Record<FlowName, Readonly<Record<string, readonly FaultName[]>>> = {
  'new resident': { ask: [...PORTAL, ...COMPANY, ...PERSON] },
  'contract from the resident': { offer: ['doublePress'], sign: ['doublePress'] },
  'contract from the supplier': { sign: ['portalKilled', 'companyKilled'] },
  letter: { send: [...PORTAL, ...COMPANY, ...BILLER, ...PERSON] },
  'reading by hand': { send: [...PORTAL, ...COMPANY, ...PERSON] },
  payment: {
    order: [...PORTAL, ...COMPANY, ...BANK, ...BILLER, ...PERSON],
    confirm: ['portalKilled', 'companySilent', 'bankKilled', ...BILLER, 'doublePress', 'sessionExpired'],
  },
  'lost sheet': { ask: [...PORTAL, 'offline', 'doublePress'] },
  evidence: { save: [...PORTAL, 'offline', 'doublePress', 'back', 'sessionExpired'] },
};
/** How it is done: on what, in which language, with what. */
export type Variant = { look: 'phone' | 'desktop'; language: 'en' | 'ru'; hand: 'pointer' | 'keyboard' };
export type Cell = { flow: FlowName; step: string; fault: FaultName; variant: Variant };

/** How many cells a usual run takes, about four minutes of two cores. */
const SAMPLE = 14;

/** All cells; each in a variant of its own that the seed decides. */
export function allCells(seed: number): Cell[] {
  const random = randomFrom(seed);
  const either = <T>(one: T, other: T): T => (random() < 0.5 ? one : other);
  return (Object.keys(TABLE) as FlowName[]).flatMap((flow) =>
    Object.entries<readonly FaultName[]>(TABLE[flow]).flatMap(([step, faults]) =>
      faults.map((fault): Cell => {
        const variant: Variant = {
          look: either('phone', 'desktop'),
          language: either('en', 'ru'),
          hand: either('pointer', 'keyboard'),
        };
        return { flow, step, fault, variant };
      }),
    ),
  );
}

/** A part of them that the seed decides: each flow in its turn, so that none is left out before the others have one more. */
export function sampleOf(cells: readonly Cell[], { seed, count }: { seed: number; count: number }): Cell[] {
  const random = randomFrom(seed + 1);
  const seen = new Map<FlowName, number>();
  const inTurn = shuffled(cells, random).map((cell) => {
    const turn = seen.get(cell.flow) ?? 0;
    seen.set(cell.flow, turn + 1);
    return { cell, turn };
  });
  const chosen = new Set(
    inTurn
      .toSorted((a, b) => a.turn - b.turn)
      .slice(0, count)
      .map(({ cell }) => cell),
  );
  return cells.filter((cell) => chosen.has(cell));
}

export type Chosen = { seed: number; isWhole: boolean; cells: Cell[] };

/** What this run takes: DOMLEDGER_WEB_SAMPLE cells, or all of them where it says `whole`; DOMLEDGER_WEB_SEED repeats a printed seed. @throws Error for what is no number */
export function chosenCells(env: Readonly<Record<string, string | undefined>>): Chosen {
  const seed = wholeNumber(env, 'DOMLEDGER_WEB_SEED') ?? Math.floor(Date.now() / 86_400_000);
  const cells = allCells(seed);
  const isWhole = env['DOMLEDGER_WEB_SAMPLE'] === 'whole';
  const only = env['DOMLEDGER_WEB_CELLS'];
  const asked = only === undefined ? cells : cells.filter((cell) => new RegExp(only).test(nameOf(cell)));
  if (isWhole || only !== undefined) return { seed, isWhole, cells: asked };
  const shown = cells.filter(({ flow, step, fault }) => SHOWN[flow][step]?.includes(fault));
  return { seed, isWhole, cells: sampleOf(shown, { seed, count: wholeNumber(env, 'DOMLEDGER_WEB_SAMPLE') ?? SAMPLE }) };
}

export function nameOf({ flow, step, fault, variant }: Cell): string {
  return `${flow}, ${step}: ${fault} (${variant.look}, ${variant.language}, ${variant.hand})`;
}

function wholeNumber(env: Readonly<Record<string, string | undefined>>, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} is "${text}", which is no number.`);
  return Number(text);
}
