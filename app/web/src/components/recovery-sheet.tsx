import { Button, Group, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icons.tsx';

/** The words on a sheet that prints alone: everything else of the page is hidden by `print.css`. */
export function RecoverySheet({ words, address }: { words: readonly string[]; address: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <div>
      <Paper withBorder p="lg" className="recovery-sheet" data-testid="recovery-sheet">
        <Title order={3} size="h4">
          {t('enrol.sheetFor', { address })}
        </Title>
        <SimpleGrid
          cols={{ base: 2, xs: 3, sm: 4 }}
          my="md"
          spacing="xs"
          component="ol"
          style={{ listStyle: 'none', padding: 0 }}
        >
          {words.map((word, index) => (
            <li key={index}>
              <Text span c="dimmed" size="sm">
                {index + 1}.{' '}
              </Text>
              <Text span ff="monospace" fw={600} data-word={index + 1} translate="no">
                {word}
              </Text>
            </li>
          ))}
        </SimpleGrid>
        <Text size="sm">{t('enrol.sheetHow')}</Text>
      </Paper>
      <Group mt="sm">
        <Button variant="default" leftSection={<Icon name="print" size={18} />} onClick={() => print()}>
          {t('common.print')}
        </Button>
      </Group>
    </div>
  );
}
