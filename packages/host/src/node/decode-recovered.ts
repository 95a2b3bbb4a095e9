import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { ProtocolTypes, Recovered } from '@temblor/protocols/port/protocol';
import type { FoundOnDisk } from '../write-ahead-log/write-ahead-log.ts';
import type { NodeCodecs } from './node-options.ts';

/**
 * What was found on the disk, as the protocol has it.
 *
 * @throws `log-unreadable` where bytes are as they were written, and of no value all the same: they are another protocol's.
 */
export function decodeRecovered<T extends ProtocolTypes>(
  { register, payloads, log }: FoundOnDisk,
  codecs: Pick<NodeCodecs<T>, 'register' | 'record'>,
  directory: string,
): Recovered<T> {
  try {
    return {
      register: register.kind === 'read' ? { kind: 'read', value: codecs.register.decode(register.bytes) } : register,
      records: payloads.map((payload) => codecs.record.decode(payload)),
      log,
    };
  } catch (error) {
    throw new TemblorError(
      'log-unreadable',
      `what ${directory} holds was not written by this protocol: ${messageOf(error)}`,
      {
        hint: 'start the program that wrote it, or give this one a folder of its own',
        exitCode: 78,
        cause: error,
      },
    );
  }
}
