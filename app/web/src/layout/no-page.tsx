import { Anchor, Stack, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PublicLayout } from './public-layout.tsx';

/** For whoever follows a wrong link, signed in or not. */
export function NoPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <PublicLayout>
      <Stack data-no-page>
        <Title order={1} size="h3">
          {t('fault.page')}
        </Title>
        <Anchor href="/">{t('fault.home')}</Anchor>
      </Stack>
    </PublicLayout>
  );
}
