/** The live page: what the address names, over the journal of a running lab. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { useCallback, useEffect, useRef, useState } from 'react';
import { LabProvider, useLiveState } from '../live/lab-context.tsx';
import type { LiveLab } from '../live/live-lab.ts';
import { ComparePage } from '../pages/compare/compare-page.tsx';
import { ExperimentsPage } from '../pages/experiments/experiments-page.tsx';
import { LivePage } from '../pages/live/live-page.tsx';
import { RunPage } from '../pages/run/run-page.tsx';
import { SystemsPage } from '../pages/systems/systems-page.tsx';
import type { Route } from '../routing/routes.ts';
import { addressOf } from '../routing/routes.ts';
import { useRoute } from '../routing/use-route.ts';
import { ConnectionBanner, ConnectionTag } from './connection-view.tsx';
import { Guarded } from './guarded.tsx';
import { Page } from './page.tsx';
import { Shell } from './shell.tsx';
import { TokenPage } from './token-page.tsx';

const en = {
  pages: 'Pages',
  systems: 'Systems',
  experiments: 'Experiments',
  unknown: 'There is nothing here',
  unknownText: 'This address names no page of the lab.',
  toSystems: 'See the systems',
};
const es: typeof en = {
  pages: 'Páginas',
  systems: 'Sistemas',
  experiments: 'Experimentos',
  unknown: 'Aquí no hay nada',
  unknownText: 'Esta dirección no corresponde a ninguna página del laboratorio.',
  toSystems: 'Ver los sistemas',
};
const words = { en, es } satisfies Messages<typeof en>;

/** @param props.byLink whether the page was opened by the lab's own link: it then goes on to the one system that runs. */
export function LiveApp({ lab, byLink }: { readonly lab: LiveLab; readonly byLink: boolean }) {
  return (
    <LabProvider lab={lab}>
      <LiveShell byLink={byLink} />
    </LabProvider>
  );
}

function LiveShell({ byLink }: { readonly byLink: boolean }) {
  const route = useRoute();
  const { connection } = useLiveState();
  const [goesOn, setGoesOn] = useState(byLink);
  const onDecided = useCallback(() => setGoesOn(false), []);
  useArrival(addressOf(route));
  return (
    <Shell navigation={<Navigation route={route} />} connection={<ConnectionTag />}>
      <ConnectionBanner />
      <Guarded key={addressOf(route)}>
        {connection.kind === 'refused' ? <TokenPage /> : <Place {...{ route, goesOn, onDecided }} />}
      </Guarded>
    </Shell>
  );
}

/** At another place the keyboard starts at its heading. Where the document was opened the browser has put the focus. */
function useArrival(place: string): void {
  const former = useRef(place);
  useEffect(() => {
    if (former.current === place) return;
    former.current = place;
    document.querySelector<HTMLElement>('#content h1')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place]);
}

interface PlaceProps {
  readonly route: Route;
  /** Whether the page goes on to the one system that runs. */
  readonly goesOn: boolean;
  readonly onDecided: () => void;
}

function Place({ route, goesOn, onDecided }: PlaceProps) {
  switch (route.kind) {
    case 'systems':
      return <SystemsPage {...{ goesOn, onDecided }} />;
    case 'running':
      return <LivePage system={route.system} />;
    case 'experiments':
      return <ExperimentsPage />;
    case 'run':
      return <RunPage run={route.run} />;
    case 'compare':
      return <ComparePage left={route.left} right={route.right} />;
    case 'unknown':
      return <UnknownPage />;
    default:
      return route satisfies never;
  }
}

function Navigation({ route }: { readonly route: Route }) {
  const text = useText(words);
  const isSystems = route.kind === 'systems' || route.kind === 'running';
  const isExperiments = route.kind === 'experiments' || route.kind === 'run' || route.kind === 'compare';
  return (
    <nav aria-label={text.pages}>
      <ul className="shell-links">
        <NavigationLink
          to={{ kind: 'systems' }}
          name={text.systems}
          isOpen={route.kind === 'systems'}
          isIn={isSystems}
        />
        <NavigationLink
          to={{ kind: 'experiments' }}
          name={text.experiments}
          isOpen={route.kind === 'experiments'}
          isIn={isExperiments}
        />
      </ul>
    </nav>
  );
}

/** @param props.isIn whether the open page lies below the link's. */
function NavigationLink(props: {
  readonly to: Route;
  readonly name: string;
  readonly isOpen: boolean;
  readonly isIn: boolean;
}) {
  const current = props.isOpen ? 'page' : props.isIn ? 'true' : undefined;
  return (
    <li>
      <a className="shell-link" href={addressOf(props.to)} aria-current={current}>
        {props.name}
      </a>
    </li>
  );
}

function UnknownPage() {
  const text = useText(words);
  return (
    <Page title={text.unknown}>
      <section className="card">
        <p>{text.unknownText}</p>
        <p>
          <a href="#/">{text.toSystems}</a>
        </p>
      </section>
    </Page>
  );
}
