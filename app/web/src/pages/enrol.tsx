import { Alert, Anchor, Button, Card, Group, Loader, Stack, Stepper, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { VaultEntry } from '../keys/vault.ts';
import { enrol } from '../resident/act/enrol.ts';
import { useSession } from '../session.tsx';
import { Fault } from '../components/fault.tsx';
import { Icon } from '../components/icons.tsx';
import { PublicLayout } from '../layout/public-layout.tsx';
import { RecoverySheet } from '../components/recovery-sheet.tsx';
import { RestorePage } from './restore.tsx';
import { BAD_TEXT } from '../theme.ts';

const STEPS = ['keys', 'sheet', 'requested', 'enrolled', 'attested', 'active'] as const;

type Props = { entry: VaultEntry | undefined; onChanged: () => Promise<void> };

/** From nothing to a participant: keys, sheet, request, and then what others do. */
export function EnrolPage({ entry, onChanged }: Props): ReactElement {
  const { t } = useTranslation();
  const { premise } = useSession();
  const [restoring, setRestoring] = useState(false);
  if (restoring) return <RestorePage onRestored={onChanged} onBack={() => setRestoring(false)} />;

  const done = stepsDone(entry, premise.enrolment);
  return (
    <PublicLayout>
      <Card padding="xl" withBorder>
        <Stack gap="xl">
          <Title order={1} size="h3">
            {t('enrol.title', { address: premise.address })}
          </Title>
          {entry === undefined && <MakeKeys onChanged={onChanged} onRestore={() => setRestoring(true)} />}
          {entry?.sheetKept === false && <KeepSheet onChanged={onChanged} />}
          {entry?.sheetKept === true && <Request entry={entry} />}
          <Stepper
            active={done}
            orientation="vertical"
            size="xs"
            color="teal.8"
            completedIcon={<Icon name="check" size={16} />}
          >
            {STEPS.map((step) => (
              <Stepper.Step key={step} label={t(`enrol.steps.${step}`)} data-step={step} />
            ))}
          </Stepper>
        </Stack>
      </Card>
    </PublicLayout>
  );
}

function stepsDone(entry: VaultEntry | undefined, enrolment: string): number {
  if (entry === undefined) return 0;
  if (!entry.sheetKept) return 1;
  const reached = STEPS.findIndex((step) => step === enrolment);
  return reached < 0 ? 2 : reached + 1;
}

function MakeKeys({ onChanged, onRestore }: { onChanged: () => Promise<void>; onRestore: () => void }): ReactElement {
  const { t } = useTranslation();
  const { premise, device } = useSession();
  const making = useQuery({
    queryKey: ['make-keys', premise.premise],
    queryFn: async () => {
      await device.vault.create(premise.premise);
      await onChanged();
      return true;
    },
    staleTime: Infinity,
  });
  return (
    <Stack>
      <Group>
        <Loader size="sm" />
        <Text fw={600}>{t('enrol.making')}</Text>
      </Group>
      <Text>{t('enrol.makingText')}</Text>
      {making.error && <Fault error={making.error} onRetry={() => void making.refetch()} />}
      <Anchor component="button" type="button" onClick={onRestore} ta="start">
        {t('enrol.restore')}
      </Anchor>
    </Stack>
  );
}

const FIRST = 3;
const SECOND = 9;

function KeepSheet({ onChanged }: { onChanged: () => Promise<void> }): ReactElement {
  const { t } = useTranslation();
  const { premise, device } = useSession();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [wrong, setWrong] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const words = useQuery({
    queryKey: ['words', premise.premise],
    queryFn: () => device.vault.words(premise.premise),
    gcTime: 0,
  });
  if (restoring) return <RestorePage onRestored={onChanged} onBack={() => setRestoring(false)} />;
  const confirm = async (): Promise<void> => {
    const right = same(first, words.data?.[FIRST - 1]) && same(second, words.data?.[SECOND - 1]);
    setWrong(!right);
    if (!right) return;
    await device.vault.markSheetKept(premise.premise);
    await onChanged();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <Stack>
        <Title order={2} size="h4">
          {t('enrol.made')}. {t('enrol.sheetTitle')}
        </Title>
        <Text>{t('enrol.sheetText')}</Text>
        {words.data && <RecoverySheet words={words.data} address={premise.address} />}
        <Alert color="yellow">{t('enrol.sheetWarning')}</Alert>
        <Text>{t('enrol.check', { first: FIRST, second: SECOND })}</Text>
        <Group grow align="flex-start">
          <TextInput
            label={t('enrol.word', { number: FIRST })}
            required
            autoComplete="off"
            autoCapitalize="none"
            value={first}
            error={wrong}
            onChange={(event) => setFirst(event.currentTarget.value)}
          />
          <TextInput
            label={t('enrol.word', { number: SECOND })}
            required
            autoComplete="off"
            autoCapitalize="none"
            value={second}
            error={wrong}
            onChange={(event) => setSecond(event.currentTarget.value)}
          />
        </Group>
        {wrong && (
          <Text c={BAD_TEXT} size="sm" role="alert">
            {t('enrol.wrongWords')}
          </Text>
        )}
        <Button type="submit">{t('enrol.continue')}</Button>
        <Anchor component="button" type="button" onClick={() => setRestoring(true)} ta="start">
          {t('enrol.restore')}
        </Anchor>
      </Stack>
    </form>
  );
}

function same(typed: string, word: string | undefined): boolean {
  return typed.trim().toLowerCase() === word;
}

function Request({ entry }: { entry: VaultEntry }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const queries = useQueryClient();
  const { premise } = session;
  const request = useMutation({
    mutationFn: () => enrol({ ...session, chain: session.device.chain, account: entry.account }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }),
  });
  if (premise.enrolment === 'suspended') return <Alert color="red">{t('enrol.suspended')}</Alert>;
  if (premise.enrolment === 'none' || premise.enrolment === 'refused') {
    return (
      <Stack>
        {premise.enrolment === 'refused' && (
          <Alert color="red">{t('enrol.refused', { reason: premise.reason ?? '' })}</Alert>
        )}
        <Text>{t('enrol.requestText')}</Text>
        {request.error && <Fault error={request.error} />}
        <Button loading={request.isPending} onClick={() => request.mutate()}>
          {t('enrol.request')}
        </Button>
      </Stack>
    );
  }
  return (
    <Group wrap="nowrap" role="status">
      <Loader size="sm" />
      <Text>{t('enrol.waiting')}</Text>
    </Group>
  );
}
