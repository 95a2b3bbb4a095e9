/** What may be wider than its place: it scrolls sideways, by keyboard too. */
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';

const en = { scrolls: 'table, scrolls sideways' };
const es: typeof en = { scrolls: 'tabla, se desplaza hacia los lados' };
const words = { en, es } satisfies Messages<typeof en>;

interface ScrollBoxProps {
  readonly label: string;
  /** Whether its right end is seen first: what happened last. */
  readonly startsAtEnd?: boolean;
  readonly children: ReactNode;
}

/** A stop for the keyboard only while there is something to scroll to (WCAG 2.1.1). */
export function ScrollBox({ label, startsAtEnd = false, children }: ScrollBoxProps) {
  const text = useText(words);
  const box = useRef<HTMLElement>(null);
  const [tooWide, setTooWide] = useState(false);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    if (startsAtEnd) current.scrollLeft = current.scrollWidth;
    const observer = new ResizeObserver(() => setTooWide(current.scrollWidth > current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, [startsAtEnd]);
  const stop = tooWide ? { tabIndex: 0, 'aria-label': `${label}: ${text.scrolls}` } : {};
  return (
    <section ref={box} className="scroll" {...stop}>
      {children}
    </section>
  );
}
