import { AppShell, Badge, Burger, Button, Group, NavLink, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { contractState } from '../../../../core/domain/resident/read-contract.ts';
import { useContracts } from '../queries.ts';
import { Link, usePath } from '../router.tsx';
import { useSession } from '../session.tsx';
import { Icon, Logo } from '../components/icons.tsx';
import type { IconName } from '../components/icons.tsx';
import { Offline } from './offline.tsx';
import { Preferences } from './preferences.tsx';

const PAGES: readonly {
  name: IconName & ('home' | 'bills' | 'readings' | 'contracts' | 'flat' | 'appeals' | 'keys');
  path: string;
}[] = [
  { name: 'home', path: '/' },
  { name: 'bills', path: '/bills' },
  { name: 'readings', path: '/readings' },
  { name: 'contracts', path: '/contracts' },
  { name: 'flat', path: '/flat' },
  { name: 'appeals', path: '/letters' },
  { name: 'keys', path: '/recovery-sheet' },
];

/** The frame of a resident's pages. */
export function Shell({ children }: { children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const { me, premise, api, choosePremise, device } = useSession();
  const [opened, { toggle, close }] = useDisclosure();
  const path = usePath();
  const contracts = useContracts();
  const toSign = (contracts.data ?? []).filter(
    ({ contract }) => contract && contractState(contract) === 'awaitingMe',
  ).length;
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 250, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a href="#main" className="skip-link">
        {t('common.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('common.menu')} />
            <Logo />
            <Text fw={700} size="lg">
              {t('app.name')}
            </Text>
          </Group>
          <Preferences />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md">
        <AppShell.Section grow style={{ overflowY: 'auto' }}>
          <Stack gap={4} component="nav" aria-label={t('common.menu')}>
            {PAGES.map(({ name, path: target }) => {
              const here = target === '/' ? path === '/' : path.startsWith(target);
              return (
                <NavLink
                  key={name}
                  component={Link}
                  href={target}
                  label={t(`nav.${name}`)}
                  leftSection={<Icon name={name} />}
                  rightSection={name === 'contracts' && toSign > 0 ? <Badge circle>{toSign}</Badge> : undefined}
                  active={here}
                  aria-current={here ? 'page' : undefined}
                  variant="light"
                  onClick={close}
                  style={{ borderRadius: 'var(--mantine-radius-md)' }}
                />
              );
            })}
          </Stack>
        </AppShell.Section>
        <AppShell.Section>
          <Stack gap="xs">
            <div>
              <Text fw={600} size="sm">
                {me.displayName}
              </Text>
              <Text size="sm" c="dimmed">
                {premise.address}
                <br />
                {t('common.account', { number: premise.personalAccount })}
              </Text>
            </div>
            {me.premises.length > 1 && (
              <Button variant="default" size="xs" onClick={() => choosePremise('')}>
                {t('premises.title')}
              </Button>
            )}
            <Button
              variant="default"
              size="xs"
              leftSection={<Icon name="out" size={16} />}
              onClick={() => {
                void device.answers.end();
                void api.signOut().finally(() => location.assign('/'));
              }}
            >
              {t('common.signOut')}
            </Button>
          </Stack>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main">
        <div style={{ maxWidth: 980, marginInline: 'auto' }}>
          <Offline />
          {children}
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
