import { Anchor, Box, Container, Group, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../components/icons.tsx';
import { Preferences } from './preferences.tsx';

/** The frame of pages before somebody is at home: name, language, content. */
export function PublicLayout({ children }: { children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  return (
    <Box mih="100vh" bg="var(--mantine-color-default-hover)">
      <Container size="sm" py="lg">
        <Group justify="space-between" mb="xl" component="header">
          <Anchor href="/" underline="never" c="inherit">
            <Group gap="xs">
              <Logo />
              <Text fw={700} size="lg">
                {t('app.name')}
              </Text>
            </Group>
          </Anchor>
          <Preferences />
        </Group>
        <main>{children}</main>
      </Container>
    </Box>
  );
}
