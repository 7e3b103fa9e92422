import { Alert, Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';
import { BAD_TEXT } from '../theme.ts';
import { ChooseLock, makeLock, type ChosenLock } from '../forms/choose-lock.tsx';
import { Fault } from './fault.tsx';
import { RecoverySheet } from './recovery-sheet.tsx';

const FIRST = 3;
const SECOND = 9;

type Props = { slot: string; onChanged: () => Promise<void>; onRestore: () => void };

/** Shows the words of keys that were just made, until two of them are typed from the sheet. @param slot where the keys lie in the vault */
export function KeepSheet({ slot, onChanged, onRestore }: Props): ReactElement {
  const { t } = useTranslation();
  const { premise, device } = useSession();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [wrong, setWrong] = useState(false);
  const words = useQuery({
    queryKey: ['words', slot],
    queryFn: () => device.vault.words(slot),
    gcTime: 0,
  });
  const [chosen, setChosen] = useState<ChosenLock>({ by: 'none', pin: '' });
  const keep = useMutation({
    mutationFn: async (phrase: string) => {
      const lock = await makeLock(chosen, t('enrol.sheetFor', { address: premise.address }));
      if (lock !== undefined) await device.locked.keep(slot, phrase, lock);
      await device.vault.markSheetKept(slot);
      await onChanged();
    },
  });
  const confirm = (): void => {
    const right = same(first, words.data?.[FIRST - 1]) && same(second, words.data?.[SECOND - 1]);
    setWrong(!right);
    if (right && words.data !== undefined) keep.mutate(words.data.join(' '));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
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
        <ChooseLock chosen={chosen} onChange={setChosen} canNone />
        {keep.error && <Fault error={keep.error} />}
        <Button type="submit" loading={keep.isPending}>
          {t('enrol.continue')}
        </Button>
        <Anchor component="button" type="button" onClick={onRestore} ta="start">
          {t('enrol.restore')}
        </Anchor>
      </Stack>
    </form>
  );
}

function same(typed: string, word: string | undefined): boolean {
  return typed.trim().toLowerCase() === word;
}
