import { Card, Group, List, Stack, Text, ThemeIcon, Title, VisuallyHidden } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Check, CheckState } from '../../../../core/domain/resident/check/run-check.ts';
import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import { useSession } from '../session.tsx';
import { useFormats } from './formats.tsx';
import { BAD_TEXT, GOOD_TEXT } from '../theme.ts';

const LOOK: Record<CheckState, { color: string; icon: IconName }> = {
  passed: { color: 'teal.8', icon: 'check' },
  failed: { color: 'red.8', icon: 'cross' },
  waiting: { color: 'gray.6', icon: 'clock' },
  absent: { color: 'gray.4', icon: 'dash' },
};

const COLORS: Record<Verdict | 'running', string> = {
  good: GOOD_TEXT,
  waiting: 'inherit',
  alarm: BAD_TEXT,
  running: 'inherit',
};
const TEXTS: Record<Verdict | 'running', string> = {
  good: 'checks.allGood',
  waiting: 'checks.someWaiting',
  alarm: 'checks.alarm',
  running: 'checks.running',
};

export type Verdict = 'good' | 'waiting' | 'alarm';

export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ state }) => state === 'failed')) return 'alarm';
  return checks.some(({ state }) => state === 'waiting') ? 'waiting' : 'good';
}

/** "Checked by your browser": every check by itself, in plain words. */
export function CheckPanel({
  bill: { report, checked },
  issuer,
}: {
  bill: Pick<LoadedBill, 'report' | 'checked'>;
  issuer: string;
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { witnesses } = useSession();
  const verdict = checked === undefined ? 'running' : verdictOf(report.checks);
  const shown = report.checks.filter(
    ({ name, state }) => state !== 'absent' && (checked !== undefined || name !== 'receipt'),
  );
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="checks-title" data-verdict={verdict}>
      <Stack gap="md">
        <Title order={2} size="h4" id="checks-title">
          {t('checks.title')}
        </Title>
        <Text fw={600} c={COLORS[verdict]}>
          {t(TEXTS[verdict])}
        </Text>
        <Text size="sm" c="dimmed" mih={22}>
          {checked && t('checks.at', { date: formats.moment(checked.at) })}
        </Text>
        <List
          spacing="sm"
          listStyleType="none"
          styles={{ itemWrapper: { width: '100%' }, itemLabel: { width: '100%' } }}
        >
          {shown.map((check) => (
            <List.Item key={check.name} data-check={check.name} data-state={check.state}>
              <Group wrap="nowrap" align="flex-start" gap="sm">
                <ThemeIcon color={LOOK[check.state].color} radius="xl" size={26}>
                  <Icon name={LOOK[check.state].icon} size={16} />
                </ThemeIcon>
                <div>
                  <Text fw={600} c={check.state === 'failed' ? BAD_TEXT : 'inherit'}>
                    {t(`checks.${check.name}.title`)}
                    <VisuallyHidden>: {t(`checks.state.${check.state}`)}</VisuallyHidden>
                  </Text>
                  {/* Until it is checked, the room of what it says when it is right: nothing below jumps. */}
                  <Text
                    size="sm"
                    c={check.state === 'failed' ? BAD_TEXT : 'dimmed'}
                    style={{ visibility: checked === undefined ? 'hidden' : 'visible' }}
                  >
                    {t(
                      checked === undefined
                        ? `checks.${check.name}.passed`
                        : [`checks.lost.${check.code}`, `checks.${check.name}.${check.state}`],
                      {
                        issuer,
                        required: witnesses.required,
                        witnesses: witnesses.known.map(({ name }) => name).join(', '),
                        message: check.message ?? '',
                        defaultValue: check.message ?? '',
                      },
                    )}
                  </Text>
                </div>
              </Group>
            </List.Item>
          ))}
        </List>
      </Stack>
    </Card>
  );
}
