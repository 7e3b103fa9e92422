/** The collector's side of MQTT: a broker of its own, or its sessions at another. */
export type Broker = AsyncDisposable & {
  /** Where gateways find it. */
  readonly url: string;
  /** Gateways that are signed in; at another broker, the collector's sessions that stand. */
  readonly connected: number;
  /** Why no messages can come, where that is so. */
  readonly fault: string | undefined;
  /** To a gateway's down topic; retained messages reach it at each sign-in. */
  publish(gatewayId: string, payload: Uint8Array, retain?: boolean): void;
};

/** Handles a message; only when it has returned is the message acknowledged (PUBACK). */
export type OnMessage = (gatewayId: string, payload: Uint8Array) => Promise<void>;
