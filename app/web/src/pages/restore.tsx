import { Button, Card, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from '../components/fault.tsx';
import { restoreKeys } from '../keys/restore-keys.ts';
import { PublicLayout } from '../layout/public-layout.tsx';
import { useSession } from '../session.tsx';

/** Brings back keys that this flat already has, from the words of its sheet. */
export function RestorePage({
  onRestored,
  onBack,
}: {
  onRestored: () => Promise<void>;
  onBack?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { premise, device } = useSession();
  const [words, setWords] = useState('');
  const restore = useMutation({
    mutationFn: async () => {
      await restoreKeys(device.vault, premise, words);
      await onRestored();
    },
  });
  return (
    <PublicLayout>
      <Card padding="xl" withBorder>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            restore.mutate();
          }}
        >
          <Stack>
            <Title order={1} size="h3">
              {t('enrol.restoreTitle')}
            </Title>
            {premise.subscriber !== null && <Text>{t('enrol.restoreText')}</Text>}
            <Textarea
              label={t('enrol.restoreWords')}
              autosize
              minRows={3}
              required
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
            {restore.error && <Fault error={restore.error} />}
            <Button type="submit" loading={restore.isPending}>
              {t('enrol.restoreButton')}
            </Button>
            {onBack && (
              <Button variant="subtle" onClick={onBack}>
                {t('common.back')}
              </Button>
            )}
          </Stack>
        </form>
      </Card>
    </PublicLayout>
  );
}
