/** The panel of the reservations: the books, the sagas by phase and one by one, and where the seats are. */
import './reservations-panel.css';
import { useText } from '@temblor/view/context/language.tsx';
import type { PanelProps, SystemPanel } from '@temblor/view/panel/system-panel';
import { BooksLine } from './books-line.tsx';
import { MinuteView } from './minute-view.tsx';
import { panelTerms } from './panel-terms.ts';
import { panelWords } from './panel-words.ts';
import type { ReservationsState } from './reservations-state.ts';
import { reservationsFold } from './reservations-state.ts';
import { SagaFigures } from './saga-figures.tsx';
import { SagaList } from './saga-list.tsx';
import { SeatBars } from './seat-bars.tsx';

/** What reservations add to the page. */
export const reservationsPanel: SystemPanel<ReservationsState> = {
  declaration: 'reservations',
  title: { en: panelWords.en.title, es: panelWords.es.title },
  terms: panelTerms,
  fold: reservationsFold,
  View: ReservationsView,
};

function ReservationsView({ system, state, atUs }: PanelProps<ReservationsState>) {
  const words = useText(panelWords);
  const { sagas } = state;
  return (
    <div className="rsv-panel">
      <BooksLine state={state} atUs={atUs} />
      <SagaFigures state={state} atUs={atUs} />
      <div className="rsv-pair">
        <div className="rsv-part">
          <h3>{words.minute}</h3>
          <MinuteView system={system} state={state} atUs={atUs} />
        </div>
        <div className="rsv-part">
          <h3>{words.seats}</h3>
          <SeatBars seats={state.seats} />
        </div>
      </div>
      <div className="rsv-part">
        <h3>{sagas.some(({ wentWrong }) => wentWrong) ? words.sagas : words.fineSagas}</h3>
        <SagaList sagas={sagas} />
      </div>
    </div>
  );
}
