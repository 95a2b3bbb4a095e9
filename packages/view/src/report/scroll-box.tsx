/** What may be wider than its place: it scrolls sideways, by keyboard too. */
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';

/** A stop for the keyboard only while there is something to scroll to (WCAG 2.1.1). */
export function ScrollBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const box = useRef<HTMLElement>(null);
  const [tooWide, setTooWide] = useState(false);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const observer = new ResizeObserver(() => setTooWide(current.scrollWidth > current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return (
    <section ref={box} className="scroll" aria-label={label} tabIndex={tooWide ? 0 : undefined}>
      {children}
    </section>
  );
}
