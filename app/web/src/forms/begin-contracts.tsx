import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sentence } from '../layout/page.tsx';
import { useServices } from '../queries.ts';
import type { LoadedContract } from '../resident/load/load-contracts.ts';
import { now } from '../resident/resident.ts';
import { withoutContract } from '../resident/without-contract.ts';
import { Link } from '../router.tsx';

/** What is supplied here and no contract covers, each a step from its form. Asked last: nobody waits for it. */
export function BeginContracts({
  contracts,
  isWanted,
}: {
  contracts: readonly LoadedContract[] | undefined;
  isWanted: boolean;
}): ReactElement | null {
  const { t } = useTranslation();
  const services = useServices(isWanted && contracts !== undefined);
  const missing = withoutContract(services.data ?? [], contracts ?? [], now());
  if (contracts === undefined || missing.length === 0) return null;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="begin-title">
      <Title order={2} size="h4" mb="sm" id="begin-title">
        {t('home.begin')}
      </Title>
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {missing.map(({ supplier: { address, name }, resource }) => {
          const text = sentence(t('home.beginWith', { resource: t(`resource.${resource}`), provider: name }));
          return (
            <Group key={`${address}${resource}`} component="li" justify="space-between" wrap="nowrap">
              <Text>{text}</Text>
              <Button
                component={Link}
                href={`/contracts?provider=${address}&resource=${resource}`}
                size="compact-sm"
                style={{ flexShrink: 0 }}
                variant="light"
                aria-label={`${t('contracts.start')}: ${text}`}
                data-begin={resource}
              >
                {t('contracts.start')}
              </Button>
            </Group>
          );
        })}
      </Stack>
    </Card>
  );
}
