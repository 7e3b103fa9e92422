import { createTheme, defaultVariantColorsResolver, parseThemeColor } from '@mantine/core';
import type { CSSVariablesResolver, VariantColorsResolver } from '@mantine/core';

/** Light badges and buttons keep their hue, but their text is dark enough on it. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const parsed = parseThemeColor({ color: input.color ?? input.theme.primaryColor, theme: input.theme });
  if (input.variant !== 'light' || !parsed.isThemeColor) return colors;
  const dark = `color-mix(in srgb, var(--mantine-color-${parsed.color}-9) 70%, black)`;
  return { ...colors, color: `light-dark(${dark}, var(--mantine-color-${parsed.color}-2))` };
};

/** The kit lightens what is pointed at, which takes white text below 4.5 : 1: here it darkens. */
const HOVERED = Object.fromEntries(
  ['cyan', 'teal', 'red', 'orange'].map((color) => [
    `--mantine-color-${color}-filled-hover`,
    `color-mix(in srgb, var(--mantine-color-${color}-9) 85%, black)`,
  ]),
);

/** Secondary text of the kit has 3.3 : 1; this has more than 4.5 : 1 (WCAG 2.2, 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...HOVERED,
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
  },
  dark: {
    ...HOVERED,
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
  },
});

/** Text that says right or wrong, readable on light and dark. */
export const GOOD_TEXT = 'light-dark(var(--mantine-color-teal-9), var(--mantine-color-teal-3))';
export const BAD_TEXT = 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))';

/** Calm teal; every text has at least 4.5 : 1 contrast to what it stands on. */
export const theme = createTheme({
  primaryColor: 'cyan',
  // White on lighter ones has less than 4.5 : 1, in the dark as well.
  primaryShade: 9,
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '650' },
  variantColorResolver,
  components: {
    // Long texts, and all in large type, wrap instead of being cut off.
    Button: {
      styles: {
        root: {
          display: 'inline-flex',
          alignItems: 'center',
          justifyContent: 'center',
          height: 'auto',
          minHeight: 'var(--button-height)',
          paddingBlock: 3,
        },
        inner: { height: 'auto' },
        label: { height: 'auto', whiteSpace: 'normal', overflow: 'visible', lineHeight: 1.35 },
      },
    },
  },
});
