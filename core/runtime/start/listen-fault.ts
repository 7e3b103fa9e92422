import { InputError } from '../../domain/bytes/errors.ts';

/** Why nobody can listen there, in words. @returns InputError PORT_TAKEN, PORT_FORBIDDEN or HOST_UNKNOWN; what is none of these as it is */
export function listenFault(cause: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Error {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new InputError(
        'PORT_TAKEN',
        `Port ${port} of ${host} is taken. Stop the program that has it, or set another port.`,
        { cause },
      );
    case 'EACCES':
      return new InputError(
        'PORT_FORBIDDEN',
        `Port ${port} of ${host} may not be opened by this user. Set one above 1023.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new InputError('HOST_UNKNOWN', `${host} is no address of this machine. Set another host.`, { cause });
    default:
      return cause;
  }
}
