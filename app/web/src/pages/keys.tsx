import { Alert, Anchor, Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ChooseLock, makeLock, type ChosenLock } from '../forms/choose-lock.tsx';
import { Fault } from '../components/fault.tsx';
import { useFormats } from '../components/formats.tsx';
import { NewWitnesses } from '../components/new-witnesses.tsx';
import { RecoverySheet } from '../components/recovery-sheet.tsx';
import { lockWords } from '../keys/lock-words.ts';
import type { LockKind, LockState } from '../keys/locked-words.ts';
import { passkeyKey } from '../keys/passkey.ts';
import { pinKey } from '../keys/pin-key.ts';
import { Page } from '../layout/page.tsx';
import { useFlatKeys } from '../queries.ts';
import { useSession } from '../session.tsx';

/** The words of the sheet, for whoever has the PIN or the passkey; and the ways on for who has neither. */
export function KeysPage(): ReactElement {
  const { t } = useTranslation();
  const { device, premise } = useSession();
  const queries = useQueryClient();
  const slot = useFlatKeys().data?.acting?.slot ?? premise.premise;
  const lock = useQuery({
    queryKey: ['words-lock', slot],
    queryFn: async () => (await device.locked.state(slot)) ?? null,
    networkMode: 'always',
    retry: false,
  });
  const look = (): Promise<void> => queries.invalidateQueries({ queryKey: ['words-lock', slot] });
  const [isTyping, setTyping] = useState(false);
  return (
    <Page title={t('keys.title')}>
      <Stack align="flex-start">
        <Text>{t('keys.text')}</Text>
        <NewWitnesses />
        <Alert color="yellow">{t('enrol.sheetWarning')}</Alert>
        {lock.data === null && <Text data-words="elsewhere">{t('fault.WORDS_NOT_KEPT')}</Text>}
        {lock.data && !isTyping && <ShowWords slot={slot} lock={lock.data} onTried={look} />}
        {isTyping ? (
          <KeepWords
            slot={slot}
            onKept={async () => {
              await look();
              setTyping(false);
            }}
          />
        ) : (
          <Anchor component="button" type="button" onClick={() => setTyping(true)} ta="start">
            {t(lock.data ? 'keys.forgot' : 'keys.keep')}
          </Anchor>
        )}
        <Text size="sm" c="dimmed">
          {t('keys.noSheet', { link: t('lostKey.link') })}
        </Text>
      </Stack>
    </Page>
  );
}

function ShowWords({
  slot,
  lock,
  onTried,
}: {
  slot: string;
  lock: LockState;
  onTried: () => Promise<void>;
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { device, premise } = useSession();
  const [pin, setPin] = useState('');
  const words = useMutation({
    mutationFn: () => device.locked.open(slot, (by) => keyOf(by, pin)),
    onSettled: async () => {
      setPin('');
      await onTried();
    },
  });
  if (words.data) return <RecoverySheet words={words.data} address={premise.address} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        words.mutate();
      }}
    >
      <Stack align="flex-start" data-words={lock.by.kind}>
        {lock.by.kind === 'pin' && (
          <TextInput
            label={t('keys.pin')}
            type="password"
            required
            maxLength={64}
            autoComplete="off"
            value={pin}
            onChange={(event) => setPin(event.currentTarget.value)}
          />
        )}
        {words.error && <Fault error={words.error} />}
        {words.error && lock.by.kind === 'pin' && (
          <Text size="sm" role="status">
            {t('keys.triesLeft', { left: lock.triesLeft })}{' '}
            {lock.from > 0 && t('keys.nextTry', { from: formats.moment(BigInt(Math.ceil(lock.from / 1000))) })}
          </Text>
        )}
        <Button type="submit" loading={words.isPending}>
          {t('keys.show')}
        </Button>
      </Stack>
    </form>
  );
}

function keyOf(by: LockKind, pin: string): Promise<CryptoKey> {
  return by.kind === 'passkey' ? passkeyKey(by) : pinKey(pin, by.salt);
}

function KeepWords({ slot, onKept }: { slot: string; onKept: () => Promise<void> }): ReactElement {
  const { t } = useTranslation();
  const { device, premise } = useSession();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<ChosenLock>({ by: 'pin', pin: '' });
  const keep = useMutation({
    mutationFn: async () => {
      const name = t('enrol.sheetFor', { address: premise.address });
      await lockWords(device, slot, words, () => makeLock(chosen, name));
      await onKept();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <Stack align="flex-start">
        <Textarea
          label={t('enrol.restoreWords')}
          autosize
          minRows={3}
          w="100%"
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <ChooseLock chosen={chosen} onChange={setChosen} />
        {keep.error && <Fault error={keep.error} />}
        <Button type="submit" loading={keep.isPending}>
          {t('keys.keep')}
        </Button>
      </Stack>
    </form>
  );
}
