import { Anchor, Button, Card, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyStanding } from '../api/keys-schema.ts';
import { Fault } from '../components/fault.tsx';
import { restoreKeys } from '../keys/restore-keys.ts';
import { PublicLayout } from '../layout/public-layout.tsx';
import { useSession } from '../session.tsx';

/** Brings back keys that this flat already has, from the words of its sheet. */
export function RestorePage({
  standing,
  onRestored,
  onBack,
  onLost,
}: {
  standing?: KeyStanding;
  onRestored: () => Promise<void>;
  onBack?: () => void;
  onLost?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { premise, device } = useSession();
  const [words, setWords] = useState('');
  const restore = useMutation({
    mutationFn: async () => {
      await restoreKeys(device.vault, premise, words, standing);
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
            {onLost && (
              <Anchor component="button" type="button" onClick={onLost} ta="start">
                {t('lostKey.link')}
              </Anchor>
            )}
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
