import type { Work } from '../../core/runtime/start/illnesses.ts';

const AT_MOST_SECONDS = 60;

/**
 * What keeps frames from leaving, also those that are still to come, measured from the first question that met it.
 * @param now milliseconds of a clock that only goes forward
 */
export function gatewayWork(args: {
  uplink: { readonly connected: boolean };
  signing: { readonly signs: boolean };
  now: () => number;
}): () => Work[] {
  const secondsSince = (isSo: () => boolean): (() => number | undefined) => {
    let since: number | undefined;
    return () => {
      since = isSo() ? (since ?? args.now()) : undefined;
      return since === undefined ? undefined : Math.floor((args.now() - since) / 1000);
    };
  };
  const away = secondsSince(() => !args.uplink.connected);
  const unsigned = secondsSince(() => !args.signing.signs);
  return () => [
    { what: 'The broker is away, and no frame leaves', waitsSeconds: away(), atMostSeconds: AT_MOST_SECONDS },
    {
      what: 'The device key does not sign, and no frame leaves',
      waitsSeconds: unsigned(),
      atMostSeconds: AT_MOST_SECONDS,
    },
  ];
}
