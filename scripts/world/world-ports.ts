/** Ports of all listeners of the world. */
export type WorldPorts = Record<(typeof PORT_NAMES)[number], number>;

export const PORT_NAMES = [
  'sealer',
  'replicaPortal',
  'replicaElectricity',
  'replicaWater',
  'replicaCompany',
  'mqtt',
  'oracle',
  'gateway',
  'meters',
  'billerCompany',
  'billerElectricity',
  'billerWater',
  'app',
  'operator',
  'watchdog',
  'identity',
  'bank',
] as const;

/** The ports that `npm start` uses and the documents name. */
export const USUAL_PORTS: WorldPorts = {
  sealer: 4700,
  replicaPortal: 4701,
  replicaElectricity: 4702,
  replicaWater: 4703,
  replicaCompany: 4704,
  mqtt: 4710,
  oracle: 4711,
  gateway: 4712,
  meters: 4713,
  billerCompany: 4721,
  billerElectricity: 4722,
  billerWater: 4723,
  app: 4730,
  operator: 4731,
  watchdog: 4732,
  identity: 4740,
  bank: 4741,
};
