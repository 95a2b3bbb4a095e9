/** The state of a system as a tag, and how far its start has come. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import type { SystemModel } from '@temblor/view/model/system-model';
import { useLiveState } from '../live/lab-context.tsx';
import { startProgress } from './start-progress.ts';
import './system-state.css';

const en = {
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  lastKnown: 'last known:',
  ready: (ready: number, total: number) => `${ready} of ${total} ready`,
  progress: (system: string) => `Start of ${system}`,
};
const es: typeof en = {
  starting: 'arrancando',
  running: 'en marcha',
  stopping: 'deteniéndose',
  stopped: 'detenido',
  lastKnown: 'lo último conocido:',
  ready: (ready, total) => `${ready} de ${total} listos`,
  progress: (system) => `Arranque de ${system}`,
};
const words = { en, es } satisfies Messages<typeof en>;

const looks = {
  starting: { tone: 'warn', sign: '…' },
  running: { tone: 'good', sign: '✓' },
  stopping: { tone: 'warn', sign: '…' },
  stopped: { tone: '', sign: '■' },
} as const;

/** The phase of a system, and that it is the last one known where the lab does not answer; while it starts, with what is ready. */
export function SystemState({ system }: { readonly system: SystemModel }) {
  const isLost = useLiveState().connection.kind === 'lost';
  const text = useText(words);
  const { tone, sign } = looks[system.phase];
  const { ready, total } = startProgress(system);
  return (
    <span className="system-state">
      <span className={`tag ${isLost ? '' : tone}`}>
        <span aria-hidden="true">{isLost ? '○' : sign}</span>
        {isLost && `${text.lastKnown} `}
        {text[system.phase]}
      </span>
      {system.phase === 'starting' && total > 0 && (
        <>
          <progress value={ready} max={total} aria-label={text.progress(system.id)} />
          <span className="soft">{text.ready(ready, total)}</span>
        </>
      )}
    </span>
  );
}
