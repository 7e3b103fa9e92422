import type { WorldPorts } from '../world/world-ports.ts';

/** The portal's own port for whoever runs it. */
export function operatorUrl(ports: Pick<WorldPorts, 'operator'>): string {
  return `http://127.0.0.1:${ports.operator}`;
}
