/** Load by hand, where no run lays its own. */
import { useSystem } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import { useState } from 'react';
import { ActionNotice } from '../../app/action-notice.tsx';
import { useLab } from '../../live/lab-context.tsx';
import { liveWords } from './live-words.ts';

export function LoadCard({ id }: { readonly id: string }) {
  const text = useText(liveWords);
  const { language } = useLanguage();
  const { api } = useLab();
  const { loadRatePerSecond, run, phase } = useSystem(id);
  const [action, start] = useAction();
  const isUsed = run !== null && !run.ended;
  const isLoaded = loadRatePerSecond !== null;
  return (
    <section className="card" aria-labelledby="load-title">
      <h2 id="load-title">{text.load}</h2>
      <p className="soft">
        {isLoaded && text.loadNow(loadRatePerSecond.toLocaleString(language))} {isUsed && text.loadOfRun}
        {!isLoaded && !isUsed && text.noLoad}
      </p>
      {!isUsed && !isLoaded && (
        <LoadForm
          isDisabled={phase !== 'running' || action.kind === 'pending'}
          onStart={(ratePerSecond, durationMs) =>
            start(text.startingLoad, async () => {
              await api.startLoad(id, ratePerSecond === null ? { durationMs } : { durationMs, ratePerSecond });
            })
          }
        />
      )}
      {!isUsed && isLoaded && (
        <div className="row">
          <button
            type="button"
            className="button"
            disabled={action.kind === 'pending'}
            onClick={() => start(text.endingLoad, async () => void (await api.stopLoad(id)))}
          >
            {text.endLoad}
          </button>
        </div>
      )}
      <ActionNotice state={action} />
    </section>
  );
}

interface LoadFormProps {
  readonly isDisabled: boolean;
  /** @param ratePerSecond null: the experiment's. */
  readonly onStart: (ratePerSecond: number | null, durationMs: number) => void;
}

function LoadForm({ isDisabled, onStart }: LoadFormProps) {
  const text = useText(liveWords);
  const [rate, setRate] = useState('');
  const [seconds, setSeconds] = useState('300');
  return (
    <form
      className="load-form"
      onSubmit={(event) => {
        event.preventDefault();
        onStart(rate === '' ? null : Number(rate), Number(seconds) * 1000);
      }}
    >
      <label className="field">
        {text.rate}
        <input
          type="number"
          min={1}
          max={50_000}
          value={rate}
          aria-describedby="load-rate-hint"
          onChange={(event) => setRate(event.target.value)}
        />
        <span className="field-hint" id="load-rate-hint">
          {text.rateHint}
        </span>
      </label>
      <label className="field">
        {text.seconds}
        <input
          type="number"
          min={1}
          max={3_600}
          required
          value={seconds}
          onChange={(event) => setSeconds(event.target.value)}
        />
      </label>
      <button type="submit" className="button primary" disabled={isDisabled}>
        {text.startLoad}
      </button>
    </form>
  );
}
