/** What became of the thing that a user asked for last. */
import type { ActionState } from '@temblor/view/faults/use-action';

/** A failure interrupts a screen reader; what goes well is told when there is time, and the page itself shows it. */
export function ActionNotice({ state }: { readonly state: ActionState }) {
  return (
    <>
      <p role="status" className={state.kind === 'pending' ? 'soft' : 'visually-hidden'}>
        {state.kind === 'pending' && `${state.what}…`}
        {state.kind === 'done' && `${state.what} ✓`}
      </p>
      {state.kind === 'failed' && (
        <p role="alert" className="problem">
          {state.what}: <span lang="en">{state.message}</span>
        </p>
      )}
    </>
  );
}
