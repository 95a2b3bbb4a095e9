import { useText } from '../context/language.tsx';
import { breakItWords } from './break-it-words.ts';
import type { ActionState } from './use-action.ts';

/** What became of the last thing asked for. Progress and success are told politely, a failure at once. */
export function ActionMessage({ state }: { readonly state: ActionState }) {
  const words = useText(breakItWords);
  return (
    <>
      <p role="status" className="action-message">
        {state.kind === 'pending' && words.pending(state.what)}
        {state.kind === 'done' && words.done(state.what)}
      </p>
      {state.kind === 'failed' && (
        <div role="alert" className="problem">
          <strong>{words.failed(state.what)}</strong> <span lang="en">{state.message}</span>
        </div>
      )}
    </>
  );
}
