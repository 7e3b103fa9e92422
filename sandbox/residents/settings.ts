import { z } from 'zod';
import { logRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';

/** A flat whose resident is played; `readsByHand` where a meter has no gateway: what it shows at first and what it counts a month. */
export type Home = {
  login: string;
  premise: string;
  area: string;
  residents: string;
  readsByHand?: { first: string; monthly: string } | undefined;
};

const integer = z.string().regex(/^(0|[1-9]\d{0,17})$/);
const homeList = z.array(
  z.strictObject({
    login: z.string(),
    premise: z.string(),
    area: z.string(),
    residents: z.string(),
    readsByHand: z.strictObject({ first: integer, monthly: integer }).optional(),
  }),
);

/** Settings of the sandbox's residents; environment prefix DOMLEDGER_SANDBOX_RESIDENTS_. */
export const sandboxResidentsSettings = defineSettings({
  dataDir: { text: 'Folder of the residents’ keystores.', type: 'path' },
  portalUrl: { text: 'The portal that they use.', type: 'url', default: 'http://127.0.0.1:4730' },
  homes: {
    text: 'Who is played: a list of {login, premise, area, residents, readsByHand}.',
    type: 'json',
    parse: (value): Home[] => homeList.parse(value),
  },
  lookInterval: { text: 'How often each looks at the portal.', type: 'duration', default: '20s' },
  ...logRows,
});

export type SandboxResidentsSettings = SettingsOf<typeof sandboxResidentsSettings>;
