import { Alert, Button, Card, List, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icons.tsx';
import { PublicLayout } from '../layout/public-layout.tsx';

export function SignInPage({ signInUrl }: { signInUrl: string }): ReactElement {
  const { t } = useTranslation();
  const kept = useQuery({
    queryKey: ['kept'],
    queryFn: async () => (await (await import('../kept/storage.ts')).storage()).database.keys('outbox:'),
    networkMode: 'always',
    retry: false,
  });
  const returnTo = encodeURIComponent(location.pathname + location.search);
  return (
    <PublicLayout>
      <Card padding="xl" withBorder>
        <Stack gap="lg">
          <Title order={1} size="h2">
            {t('signIn.title')}
          </Title>
          {kept.data !== undefined && kept.data.length > 0 && <Alert data-kept>{t('signIn.kept')}</Alert>}
          <Text>{t('signIn.intro')}</Text>
          <List
            spacing="sm"
            icon={
              <ThemeIcon radius="xl" size={24} color="teal.8">
                <Icon name="check" size={15} />
              </ThemeIcon>
            }
          >
            <List.Item>{t('signIn.point1')}</List.Item>
            <List.Item>{t('signIn.point2')}</List.Item>
            <List.Item>{t('signIn.point3')}</List.Item>
          </List>
          <div>
            <Button
              size="md"
              component="a"
              href={`${signInUrl}?returnTo=${returnTo}`}
              rightSection={<Icon name="arrow" />}
            >
              {t('signIn.button')}
            </Button>
            <Text size="sm" c="dimmed" mt="xs">
              {t('signIn.note')}
            </Text>
          </div>
        </Stack>
      </Card>
    </PublicLayout>
  );
}
