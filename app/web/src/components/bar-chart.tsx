import { Box, Table, Text, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export type Bar = { label: string; height: number; text: string };

const HEIGHT = 190;
const FOOT = 22;
/** Room for the scale, left of the bars. */
const SIDE = 34;
/** Pixels between the beginnings of two labels. */
const LABEL = 62;

/** Bars with a scale; the same numbers stand in a table for screen readers, and under the pointer or finger for everybody. */
export function BarChart({ title, bars }: { title: string; bars: readonly Bar[] }): ReactElement {
  const { language } = useTranslation().i18n;
  const [picked, setPicked] = useState<number>();
  const top = niceTop(Math.max(...bars.map((bar) => bar.height), 0));
  const { ref, width } = useElementSize();
  const step = Math.max(width - SIDE, 0) / Math.max(bars.length, 1);
  const every = Math.max(1, Math.ceil(LABEL / Math.max(step, 1)));
  const scale = (height: number): number => (height / top) * (HEIGHT - FOOT - 14);
  /** A label with no room behind its bar ends where the chart does. */
  const isLast = (index: number): boolean => SIDE + index * step + step / 2 + LABEL / 2 > width;
  const chosen = picked === undefined ? undefined : bars[picked];
  return (
    <Box ref={ref}>
      <Text size="sm" c="dimmed" mih={22}>
        {chosen ? `${chosen.label}: ${chosen.text}` : title}
      </Text>
      <svg
        width={width}
        height={HEIGHT}
        display="block"
        role="img"
        aria-label={title}
        onPointerLeave={() => setPicked(undefined)}
      >
        {[0.5, 1].map((part) => (
          <g key={part}>
            <line
              x1={SIDE}
              x2={width}
              y1={HEIGHT - FOOT - scale(top * part)}
              y2={HEIGHT - FOOT - scale(top * part)}
              stroke="var(--mantine-color-default-border)"
            />
            <text
              x={SIDE - 6}
              y={HEIGHT - FOOT - scale(top * part) + 4}
              fontSize={11}
              textAnchor="end"
              fill="var(--mantine-color-dimmed)"
            >
              {(top * part).toLocaleString(language)}
            </text>
          </g>
        ))}
        <line x1={SIDE} x2={width} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} stroke="var(--mantine-color-dimmed)" />
        {bars.map((bar, index) => (
          <g key={index} onPointerEnter={() => setPicked(index)} onPointerDown={() => setPicked(index)}>
            <rect x={SIDE + index * step} y={0} width={step} height={HEIGHT - FOOT} fill="transparent" />
            <rect
              x={SIDE + index * step + step * 0.15}
              y={HEIGHT - FOOT - scale(bar.height)}
              width={step * 0.7}
              height={Math.max(scale(bar.height), bar.height > 0 ? 1.5 : 0)}
              rx={2}
              fill="light-dark(var(--mantine-color-cyan-9), var(--mantine-color-cyan-5))"
              opacity={picked === undefined || picked === index ? 1 : 0.45}
            />
            {index % every === 0 && (
              <text
                x={isLast(index) ? width : SIDE + index * step + step / 2}
                y={HEIGHT - 6}
                fontSize={11}
                textAnchor={isLast(index) ? 'end' : 'middle'}
                fill="var(--mantine-color-dimmed)"
              >
                {bar.label}
              </text>
            )}
          </g>
        ))}
      </svg>
      <VisuallyHidden>
        <Table>
          <Table.Tbody>
            {bars.map((bar, index) => (
              <Table.Tr key={index}>
                <Table.Th scope="row">{bar.label}</Table.Th>
                <Table.Td>{bar.text}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </VisuallyHidden>
    </Box>
  );
}

/** The next number of 1, 2 or 5 times a power of ten. */
function niceTop(highest: number): number {
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= highest) ?? highest;
}
