import { InputError } from '../../domain/bytes/errors.ts';

/** Why nobody can listen there, in words. @returns InputError PORT_TAKEN, PORT_FORBIDDEN or HOST_UNKNOWN; what is none of these as it is */
export function listenFault(cause: NodeJS.ErrnoException, at: { host: string; port: number }): Error {
  const [name, text] = textOf(cause.code, at) ?? [];
  return name === undefined || text === undefined ? cause : new InputError(name, text, { cause });
}

function textOf(
  code: string | undefined,
  { host, port }: { host: string; port: number },
): [name: string, text: string] | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return ['PORT_TAKEN', `Port ${port} of ${host} is taken. Stop the program that has it, or set another port.`];
    case 'EACCES':
      return ['PORT_FORBIDDEN', `Port ${port} of ${host} may not be opened by this user. Set one above 1023.`];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return ['HOST_UNKNOWN', `${host} is no address of this machine. Set another host.`];
    default:
      return undefined;
  }
}
