import { useCallback, useState } from 'react';

/** What became of the last thing that a user asked for. `what` says it in words. */
export type ActionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pending'; readonly what: string }
  | { readonly kind: 'done'; readonly what: string }
  | { readonly kind: 'failed'; readonly what: string; readonly message: string };

/** Does one thing at a time, and tells how it went. @returns the state, and what starts an action. */
export function useAction(): readonly [ActionState, (what: string, act: () => Promise<void>) => void] {
  const [state, setState] = useState<ActionState>({ kind: 'idle' });
  const start = useCallback((what: string, act: () => Promise<void>) => {
    setState({ kind: 'pending', what });
    act().then(
      () => setState({ kind: 'done', what }),
      (error: unknown) => {
        setState({ kind: 'failed', what, message: error instanceof Error ? error.message : String(error) });
      },
    );
  }, []);
  return [state, start];
}
