import { Alert, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { kindName } from '../../../../core/domain/ledger/kinds.ts';
import { isSilence } from '../kept/kept-answers.ts';
import { useLeftOut } from '../queries.ts';
import { useResident } from '../session.tsx';
import type { LeftOutBlock } from '../resident/load/load-left-out.ts';
import { faultText } from './fault.tsx';
import { useFormats } from './formats.tsx';

/** Says when the portal leaves something out that the ledgers hold of this account, or does not prove that it shows all. */
export function LeftOut(): ReactElement | null {
  const { t } = useTranslation();
  const { data: missing, error } = useLeftOut();
  // That the portal is silent is said once, above all pages.
  if (error && isSilence(error)) return null;
  if (error)
    return (
      <Alert color="yellow" mb="lg" title={t('leftOut.unprovedTitle')} data-left-out="unproved">
        {faultText(t, error)}
      </Alert>
    );
  if (missing === undefined || missing.length === 0) return null;
  return (
    <Alert color="red" mb="lg" title={t('leftOut.title')} role="alert" data-left-out={missing.length}>
      {t('leftOut.text', { blocks: missing.map((block) => named(t, block)).join(', ') })}
    </Alert>
  );
}

/** Says that a key was lost, how much opens again since, and what does not, and why. */
export function LostKeyNotice(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const { lost } = useResident().account;
  if (lost === undefined) return null;
  const opened = lost.wraps.size;
  const closed = [...lost.closed.keys()].filter((keyHash) => !lost.wraps.has(keyHash)).length;
  return (
    <Alert
      color="yellow"
      mb="lg"
      title={t('lost.title', { until: formats.day(lost.until) })}
      data-opened-again={opened}
    >
      <Stack gap={4}>
        <Text size="sm">{t('lost.text', { opened })}</Text>
        {closed > 0 && <Text size="sm">{t('lost.closed', { closed })}</Text>}
        <Text size="sm">{t('lost.own')}</Text>
      </Stack>
    </Alert>
  );
}

/** By the kind's first word: what it is about, in plain words. */
const ABOUT: readonly (readonly [RegExp, string])[] = [
  [/^METER_TRANSFER|^ACT/, 'handover'],
  [/^METER/, 'meter'],
  [/^DEVICE/, 'device'],
  [/^REFUND/, 'refund'],
  [/^PAYMENT/, 'payment'],
  [/^RECEIPT/, 'receipt'],
  [/^READING/, 'request'],
  [/^APPEAL/, 'letter'],
  [/^WRAP/, 'wrap'],
  [/^(INVOICE|CARRY|VOID)/, 'bill'],
];

/** "a refund (0x1234abcd…)". */
function named(t: TFunction, { digest, kind }: LeftOutBlock): string {
  const [, about] = ABOUT.find(([pattern]) => pattern.test(kindName(kind))) ?? [, 'contract'];
  return `${t(`leftOut.kinds.${about}`)} (${digest.slice(0, 10)}…)`;
}
