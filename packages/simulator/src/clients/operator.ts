/** Whoever runs the cluster: changes its membership and moves its leadership, and does not give up at once. */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftCommand } from '@temblor/protocols/raft/types';
import type { Answer } from './answer.ts';
import type { ClientWorld } from './session-client.ts';

const patienceUs = 8_000_000;
const attemptUs = 2_000_000;
const hintDelayUs = 50_000;
const retryDelayUs = 400_000;

/**
 * Sends one command to whoever leads until it is accepted or patience ends. A command that is repeated after it took effect
 * is refused as one that would change nothing.
 *
 * @param onEnd told whether it was accepted.
 */
export function operate(
  world: Pick<ClientWorld, 'nodes' | 'random' | 'nowUs' | 'at' | 'ask'>,
  command: (request: number) => RaftCommand,
  onEnd: (isAccepted: boolean) => void,
): void {
  const deadlineUs = world.nowUs() + patienceUs;
  /** Counts attempts: an answer to an earlier one is not waited for any more. */
  let attempt = 0;
  const anyNode = (): NodeId => world.random.pick(world.nodes);
  const askLater = (delayUs: number, node: NodeId): void => {
    const mine = attempt;
    world.at(world.nowUs() + delayUs, () => {
      if (mine === attempt) ask(node);
    });
  };
  const ask = (node: NodeId): void => {
    attempt += 1;
    const mine = attempt;
    if (world.nowUs() >= deadlineUs) {
      onEnd(false);
      return;
    }
    const isSent = world.ask(node, command, (answer) => {
      if (mine === attempt) answered(node, answer);
    });
    askLater(isSent ? attemptUs : hintDelayUs, anyNode());
  };
  const answered = (node: NodeId, answer: Answer): void => {
    attempt += 1;
    if (answer.kind === 'accepted') onEnd(true);
    else if (answer.kind === 'refused' && answer.reason === 'not-leader') {
      askLater(hintDelayUs, answer.leader ?? anyNode());
    } else askLater(retryDelayUs, node);
  };
  ask(anyNode());
}
