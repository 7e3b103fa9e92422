import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lock } from '../keys/locked-words.ts';
import { hasPasskeys, passkeyLock } from '../keys/passkey.ts';
import { PIN_LENGTH_MIN, pinLock } from '../keys/pin-key.ts';

export type ChosenLock = { by: 'none' | 'pin' | 'passkey'; pin: string };

/** What was chosen, made. @throws InputError PIN_SHORT, PASSKEY_NONE */
export async function makeLock({ by, pin }: ChosenLock, name: string): Promise<Lock | undefined> {
  if (by === 'none') return undefined;
  return by === 'pin' ? pinLock(pin) : passkeyLock(name);
}

/** By what the words are to be seen here again. A PIN stands as it is typed: whoever mistypes it sees it. */
export function ChooseLock({
  chosen,
  onChange,
  canNone = false,
}: {
  chosen: ChosenLock;
  onChange: (chosen: ChosenLock) => void;
  canNone?: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const passkeys = useQuery({
    queryKey: ['passkeys'],
    queryFn: hasPasskeys,
    networkMode: 'always',
    retry: false,
    staleTime: Infinity,
  });
  const ways = [canNone && 'none', 'pin', passkeys.data === true && 'passkey'] as const;
  const isWay = (way: string | false): way is ChosenLock['by'] => way !== false;
  const offered = ways.filter(isWay);
  return (
    <Stack gap="xs" data-choose-lock>
      <Text fw={600} size="sm" id="choose-lock">
        {t('keys.again')}
      </Text>
      <SegmentedControl
        aria-labelledby="choose-lock"
        value={chosen.by}
        data={offered.map((value) => ({ value, label: t(`keys.lock.${value}`) }))}
        onChange={(by) => onChange({ ...chosen, by: offered.find((each) => each === by) ?? chosen.by })}
      />
      {chosen.by === 'pin' && (
        <TextInput
          label={t('keys.pin')}
          description={t('keys.pinHelp', { count: PIN_LENGTH_MIN })}
          required
          minLength={PIN_LENGTH_MIN}
          maxLength={64}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={chosen.pin}
          onChange={(event) => onChange({ ...chosen, pin: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}
