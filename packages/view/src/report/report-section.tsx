/** A part of a report: a card with its heading. */
import type { ReactNode } from 'react';
import { useId } from 'react';

/** @param props.note what the figures mean, in a sentence. */
export function ReportSection(props: { readonly title: string; readonly note?: string; readonly children: ReactNode }) {
  const heading = useId();
  return (
    <section className="card report-section" aria-labelledby={heading}>
      <h2 id={heading}>{props.title}</h2>
      {props.note !== undefined && <p className="report-note soft">{props.note}</p>}
      {props.children}
    </section>
  );
}
