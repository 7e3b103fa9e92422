import type { ReactElement } from 'react';

const PATHS = {
  home: 'M3 11 12 4l9 7M6 9.5V20h12V9.5M10 20v-6h4v6',
  bills: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  readings: 'M4 16a8 8 0 1 1 16 0M12 16l4-5M4 20h16',
  contracts: 'M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5',
  flat: 'M6 21V4l8-1v18M14 6h4v15M3 21h18M11 12h.01',
  appeals: 'M4 5h16v11H9l-5 4zM8 9h8M8 12h5',
  keys: 'M8 15a4 4 0 1 1 3.5-6H21v3h-2v3h-3v-3h-4.5A4 4 0 0 1 8 15zM8 11h.01',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6 6 18',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  dash: 'M6 12h12',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4',
  out: 'M14 4H5v16h9M10 12h10M17 9l3 3-3 3',
  print: 'M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z',
  arrow: 'M5 12h13M13 7l5 5-5 5',
} as const;
export type IconName = keyof typeof PATHS;

/** Decorative: the text beside it says the same. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo({ size = 28 }: { size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path fill="var(--mantine-primary-color-filled)" d="M16 3 3 14h3v14h20V14h3z" />
      <path fill="none" stroke="#fff" strokeWidth={3} strokeLinecap="round" strokeLinejoin="round" d="m10 19 4 4 8-9" />
    </svg>
  );
}
