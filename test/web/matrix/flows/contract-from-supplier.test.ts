import { offerContract } from '../../../../biller/commands/commands.ts';
import { billerSettings } from '../../../../biller/settings.ts';
import { readSettings } from '../../../../core/runtime/settings.ts';
import { playFlow } from '../play.ts';
import { signStep, without } from './contracts.ts';
import { accountOf } from '../residents.ts';

let turn = 2;

playFlow('contract from the supplier', async (_cell, { house, residents }) => {
  const { person, service } = await without(residents, turn++);
  const from = await accountOf(person);
  const program = house.plan.programs.find(({ name }) => name === service.biller);
  const overrides = { ...program?.settings, logLevel: 'silent' };
  const { resource } = service;
  await offerContract({
    settings: readSettings(billerSettings, { prefix: 'DOMLEDGER_BILLER_', overrides }),
    signal: new AbortController().signal,
    subscriber: from,
    resource,
    from: '2026-11-01',
    ...(service.biller === 'biller-company' ? {} : { area: '38.90', residents: '2' }),
  });
  await house.settle();
  return { person, step: signStep(service, () => residents.count('COPY', from)) };
});
