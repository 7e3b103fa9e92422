import { Button, Card, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Premise } from '../api/me-schema.ts';
import { PublicLayout } from '../layout/public-layout.tsx';

export function ChoosePremisePage({
  premises,
  onChoose,
}: {
  premises: readonly Premise[];
  onChoose: (premise: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <PublicLayout>
      <Card padding="xl" withBorder>
        <Stack>
          <Title order={1} size="h3">
            {t('premises.title')}
          </Title>
          {premises.length === 0 && <Text>{t('premises.none')}</Text>}
          {premises.map(({ premise, address, personalAccount }) => (
            <Button key={premise} variant="default" justify="space-between" size="md" onClick={() => onChoose(premise)}>
              {address} · {t('common.account', { number: personalAccount })}
            </Button>
          ))}
        </Stack>
      </Card>
    </PublicLayout>
  );
}
