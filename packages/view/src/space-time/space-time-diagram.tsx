import './space-time.css';
import { startOf } from '@temblor/lab/measure/space-time/happening';
import type { NumberedHappening, SpaceTimeLayout } from '@temblor/lab/measure/space-time/layout';
import { formatMoment } from '@temblor/lab/report/space-time-words';
import { useText } from '../context/language.tsx';
import { useTimeView } from '../context/time-view.tsx';
import { ScrollBox } from '../report/scroll-box.tsx';
import { SpaceTimeDrawing, SpaceTimeNames } from './space-time-drawing.tsx';
import { spaceTimeWords } from './space-time-words.ts';

interface SpaceTimeDiagramProps {
  readonly layout: SpaceTimeLayout;
  /** The journal's moment from which the moments of the layout count. */
  readonly originUs: number;
}

/** A space-time diagram, and what it shows in words; from each of these the time cursor can be moved there. */
export function SpaceTimeDiagram({ layout, originUs }: SpaceTimeDiagramProps) {
  const text = useText(spaceTimeWords);
  return (
    <>
      <ScrollBox label={text.title} startsAtEnd>
        <div className="space-time-ground" style={{ width: layout.width }}>
          <SpaceTimeDrawing layout={layout} label={text.drawing(layout.items.length)} />
          <SpaceTimeNames layout={layout} />
        </div>
      </ScrollBox>
      <ol className="space-time-list" aria-label={text.list}>
        {layout.items.map((item) => (
          <Item key={item.number} item={item} originUs={originUs} />
        ))}
      </ol>
    </>
  );
}

function Item({ item: { number, of }, originUs }: { readonly item: NumberedHappening; readonly originUs: number }) {
  const text = useText(spaceTimeWords);
  const { setCursor } = useTimeView();
  const isBad = of.kind === 'violation' || (of.kind === 'message' && of.lost !== null);
  return (
    <li>
      <button
        type="button"
        className="space-time-moment"
        title={text.goTo(number)}
        onClick={() => setCursor({ kind: 'at', atUs: of.atUs + originUs })}
      >
        {formatMoment(startOf(of))}
      </button>{' '}
      <span className={isBad ? 'bad' : undefined}>{text.tell(of)}</span>
    </li>
  );
}
