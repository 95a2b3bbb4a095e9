/** The panels of systems: one line here is all that a system's panel needs to be on the page. */
import { balancerPanel } from '@temblor/system-balancer/panel/balancer-panel.tsx';
import { logPanel } from '@temblor/system-log/panel/log-panel.tsx';
import { reservationsPanel } from '@temblor/system-reservations/panel/reservations-panel.tsx';
import { votingPanel } from '@temblor/system-voting/panel/voting-panel.tsx';
import { useFold, useMomentUs, useSystem } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { Glossary } from '@temblor/view/glossary/glossary.tsx';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import type { SystemPanel } from '@temblor/view/panel/system-panel';
import type { ComponentType } from 'react';

interface HostedProps {
  readonly system: string;
  /** Null where nothing runs. */
  readonly commands: PanelCommands | null;
}

/** The words of a system's own and what they mean, by the name of its declaration; undefined where it has none. */
export function termsOf(declaration: string): SystemPanel<unknown>['terms'] {
  return ownTerms.get(declaration);
}

const ownTerms = new Map([votingPanel, reservationsPanel].map(({ declaration, terms }) => [declaration, terms]));

/** The words of the page, those of the system first. */
export function GlossaryOf({ system }: { readonly system: string }) {
  return <Glossary own={termsOf(useSystem(system).declaration)} />;
}

const panels: ReadonlyMap<string, ComponentType<HostedProps>> = new Map([
  host(votingPanel),
  host(balancerPanel),
  host(logPanel),
  host(reservationsPanel),
]);

/** The panel of a system, by the name of its declaration; nothing where it has none. */
export function PanelOf({ system, commands }: HostedProps) {
  const Hosted = panels.get(useSystem(system).declaration);
  return Hosted === undefined ? null : <Hosted system={system} commands={commands} />;
}

/** Holds the type of the panel's state within, so that panels of all systems stand in one list. */
function host<S>(panel: SystemPanel<S>): readonly [string, ComponentType<HostedProps>] {
  const { fold, View } = panel;
  function Hosted({ system, commands }: HostedProps) {
    const state = useFold(system, fold);
    const atUs = useMomentUs();
    const title = useText(panel.title);
    const titleId = `panel-${panel.declaration}`;
    return (
      <section className="card" aria-labelledby={titleId}>
        <h2 id={titleId}>{title}</h2>
        <View {...{ system, state, atUs, commands }} />
      </section>
    );
  }
  return [panel.declaration, Hosted];
}
