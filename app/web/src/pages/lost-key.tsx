import { Alert, Anchor, Button, Card, Group, Stack, Stepper, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyStanding } from '../api/keys-schema.ts';
import { Fault } from '../components/fault.tsx';
import { useFormats } from '../components/formats.tsx';
import { Icon } from '../components/icons.tsx';
import { KeepSheet } from '../components/keep-sheet.tsx';
import { newKeyState } from '../keys/new-key-state.ts';
import { nextSlot, type FlatKeys } from '../keys/open-flat-keys.ts';
import { PublicLayout } from '../layout/public-layout.tsx';
import { askForKey } from '../resident/act/ask-for-key.ts';
import { useSession } from '../session.tsx';

const STEPS = ['made', 'sheet', 'asked', 'confirmed', 'inForce'] as const;

type Next = NonNullable<FlatKeys['next']>;
type Props = {
  standing: KeyStanding;
  next: Next | undefined;
  onChanged: () => Promise<void>;
  onRestore: () => void;
};

/** Whoever has lost the keys of an account makes others, keeps their sheet, asks for them, and waits. */
export function LostKeyPage({ standing, next, onChanged, onRestore }: Props): ReactElement {
  const { t } = useTranslation();
  const { premise } = useSession();
  return (
    <PublicLayout>
      <Card padding="xl" withBorder>
        <Stack gap="xl">
          <Title order={1} size="h3">
            {t('lostKey.title', { address: premise.address })}
          </Title>
          {next === undefined && <MakeKey onChanged={onChanged} />}
          {next?.sheetKept === false && <KeepSheet slot={next.slot} onChanged={onChanged} onRestore={onRestore} />}
          {next?.sheetKept === true && <Progress standing={standing} next={next} onChanged={onChanged} />}
          <Alert color="yellow" title={t('lostKey.closedTitle')}>
            {t('lostKey.closedText')}
          </Alert>
          <Stepper
            active={stepsDone(standing, next)}
            orientation="vertical"
            size="xs"
            color="teal.8"
            completedIcon={<Icon name="check" size={16} />}
          >
            {STEPS.map((step) => (
              <Stepper.Step key={step} label={t(`lostKey.steps.${step}`)} data-step={step} />
            ))}
          </Stepper>
          {next?.sheetKept !== false && (
            <Anchor component="button" type="button" onClick={onRestore} ta="start">
              {t('enrol.restore')}
            </Anchor>
          )}
        </Stack>
      </Card>
    </PublicLayout>
  );
}

function stepsDone(standing: KeyStanding, next: Next | undefined): number {
  if (next === undefined) return 0;
  if (!next.sheetKept) return 1;
  const { state } = newKeyState(standing, next.account.address);
  return state === 'confirmed' ? 4 : state === 'asked' ? 3 : 2;
}

function MakeKey({ onChanged }: Pick<Props, 'onChanged'>): ReactElement {
  const { t } = useTranslation();
  const { premise, device } = useSession();
  const make = useMutation({
    mutationFn: async () => {
      await device.vault.create(nextSlot(premise.premise));
      await onChanged();
    },
  });
  return (
    <Stack>
      <Text>{t('lostKey.text')}</Text>
      {make.error && <Fault error={make.error} />}
      <Button loading={make.isPending} onClick={() => make.mutate()}>
        {t('lostKey.make')}
      </Button>
    </Stack>
  );
}

function Progress({
  standing,
  next: { account, slot },
  onChanged,
}: Pick<Props, 'standing' | 'onChanged'> & { next: Next }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const session = useSession();
  const queries = useQueryClient();
  const told = newKeyState(standing, account.address);
  const ask = useMutation({
    mutationFn: () => askForKey(session, standing, account),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['key-standing'] }),
  });
  const renew = useMutation({
    mutationFn: async () => {
      await session.device.vault.renew(slot);
      await onChanged();
    },
  });
  const again = (
    <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
      {t('lostKey.make')}
    </Button>
  );
  switch (told.state) {
    case 'made':
      return (
        <Stack data-new-key={ask.isSuccess ? 'sent' : 'made'}>
          <Text role="status">{t(ask.isSuccess ? 'enrol.waiting' : 'lostKey.askText')}</Text>
          {ask.error && <Fault error={ask.error} />}
          {!ask.isSuccess && (
            <Group grow>
              <Button loading={ask.isPending} onClick={() => ask.mutate()}>
                {t('lostKey.ask')}
              </Button>
              {again}
            </Group>
          )}
        </Stack>
      );
    case 'asked':
      return (
        <Text role="status" data-new-key="asked">
          {t('lostKey.asked', { until: formats.day(told.until) })}
        </Text>
      );
    case 'confirmed':
      return (
        <Text role="status" data-new-key="confirmed">
          {t('lostKey.confirmed', { from: formats.moment(told.from) })}
        </Text>
      );
    case 'objected':
      return (
        <Stack data-new-key="objected">
          <Alert color="red" role="status">
            {t('lostKey.objected', { at: formats.moment(told.at) })}
          </Alert>
          {again}
        </Stack>
      );
    case 'inForce':
      return <Text role="status">{t('common.loading')}</Text>;
    default:
      return told satisfies never;
  }
}
