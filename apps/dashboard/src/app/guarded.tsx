/** Keeps a view that breaks from taking the page with it. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import type { ReactNode } from 'react';
import { Component } from 'react';

const en = {
  title: 'This part cannot be shown',
  advice: 'The rest of the page goes on. What happened:',
  again: 'Try again',
};
const es: typeof en = {
  title: 'Esta parte no se puede mostrar',
  advice: 'El resto de la página sigue funcionando. Lo que ocurrió:',
  again: 'Intentar de nuevo',
};
const words = { en, es } satisfies Messages<typeof en>;

interface GuardedProps {
  readonly children: ReactNode;
}

type GuardedState = { readonly kind: 'well' } | { readonly kind: 'broken'; readonly message: string };

/** A class, because React has no other way to catch what a component throws. */
export class Guarded extends Component<GuardedProps, GuardedState> {
  override state: GuardedState = { kind: 'well' };

  static getDerivedStateFromError(error: unknown): GuardedState {
    return { kind: 'broken', message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.kind === 'well') return this.props.children;
    return <Broken message={this.state.message} onRetry={() => this.setState({ kind: 'well' })} />;
  }
}

function Broken({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  const text = useText(words);
  return (
    <section className="card" role="alert">
      <h2>{text.title}</h2>
      <p>{text.advice}</p>
      <p className="problem" lang="en">
        {message}
      </p>
      <div className="row">
        <button type="button" className="button" onClick={onRetry}>
          {text.again}
        </button>
      </div>
    </section>
  );
}
