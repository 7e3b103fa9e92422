const NAMES: Readonly<Record<number, string>> = {
  0x00: 'other',
  0x01: 'oil',
  0x02: 'electricity',
  0x03: 'gas',
  0x04: 'heat',
  0x05: 'steam',
  0x06: 'warm water',
  0x07: 'water',
  0x08: 'heat cost allocator',
  0x09: 'compressed air',
  0x0a: 'cooling (outlet)',
  0x0b: 'cooling (inlet)',
  0x0c: 'heat (inlet)',
  0x0d: 'heat/cooling',
  0x0e: 'bus/system component',
  0x0f: 'unknown',
  0x10: 'irrigation water',
  0x11: 'water data logger',
  0x12: 'gas data logger',
  0x13: 'gas converter',
  0x14: 'calorific value',
  0x15: 'hot water',
  0x16: 'cold water',
  0x17: 'dual water',
  0x18: 'pressure',
  0x19: 'A/D converter',
  0x1a: 'smoke detector',
  0x1b: 'room sensor',
  0x1c: 'gas detector',
  0x1d: 'carbon monoxide detector',
  0x1e: 'heat detector',
  0x1f: 'sensor',
  0x20: 'breaker',
  0x21: 'valve',
  0x25: 'customer unit',
  0x28: 'waste water',
  0x29: 'garbage',
  0x2a: 'carbon dioxide',
  0x31: 'communication controller',
  0x32: 'unidirectional repeater',
  0x33: 'bidirectional repeater',
  0x36: 'radio converter (system)',
  0x37: 'radio converter (meter)',
  0x38: 'wired adapter',
};

/** The name of a device type (EN 13757-3, table "device types"; 0x04 is a heat meter in the return pipe). */
export function mediumName(code: number): string {
  return NAMES[code] ?? `reserved 0x${code.toString(16).padStart(2, '0')}`;
}

const FIXED = [
  'other',
  'oil',
  'electricity',
  'gas',
  'heat',
  'steam',
  'hot water',
  'water',
  'heat cost allocator',
  'reserved 0x09',
  'gas',
  'heat',
  'hot water',
  'water',
  'heat cost allocator',
  'reserved 0x0f',
] as const;

/** The medium of the four-bit code of the fixed data structure (EN 1434-3). */
export function fixedMediumName(code: number): string {
  return FIXED[code] ?? 'unknown';
}
