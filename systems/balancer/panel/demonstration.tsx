import type { ReactNode } from 'react';
import { useId } from 'react';

interface DemonstrationProps {
  readonly title: string;
  /** What to look at. */
  readonly hint: string;
  readonly children: ReactNode;
}

/** One demonstration: its name, what to look at, its buttons and what came of it. */
export function Demonstration({ title, hint, children }: DemonstrationProps) {
  const heading = useId();
  return (
    <section className="balancer-demonstration" aria-labelledby={heading}>
      <h4 id={heading}>{title}</h4>
      <p className="balancer-soft">{hint}</p>
      {children}
    </section>
  );
}
