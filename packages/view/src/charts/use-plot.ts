import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';
import { useTheme } from '../context/theme.tsx';
import type { PlotSetting } from './plot.ts';
import { Plot } from './plot.ts';
import type { PlotFrame } from './plot-frame.ts';

/** What a chart tells of the pointer. */
export type PlotHandlers = Pick<PlotSetting, 'onHover' | 'onPick' | 'onSelect' | 'onBack'>;

/** What stays while it stands; when a part of it changes the chart is made anew. */
export type PlotShape = Omit<PlotSetting, keyof PlotHandlers>;

/**
 * Keeps a chart in an element: drawn when what it shows changed and it can be seen, and for paper before printing.
 *
 * @returns the element's reference.
 */
export function usePlot(shape: PlotShape, frame: PlotFrame, handlers: PlotHandlers): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>(undefined);
  const isVisible = useRef(false);
  const newest = useRef({ frame, handlers });
  const { theme } = useTheme();
  const { lines, height, isLogarithmic, hasHead, syncKey } = shape;

  useEffect(() => {
    newest.current = { frame, handlers };
    plot.current?.show(frame, isVisible.current);
  }, [frame, handlers]);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const current = new Plot(element, {
      ...{ lines, height, isLogarithmic, hasHead, syncKey },
      onHover: (atUs) => newest.current.handlers.onHover(atUs),
      onPick: (atUs) => newest.current.handlers.onPick(atUs),
      onSelect: (bounds) => newest.current.handlers.onSelect(bounds),
      onBack: () => newest.current.handlers.onBack(),
    });
    plot.current = current;
    current.show(newest.current.frame, isVisible.current);
    const release = [watchVisibility(element, current, isVisible, newest), watchPrinting(current)];
    return () => {
      for (const stop of release) stop();
      plot.current = undefined;
      current.destroy();
    };
  }, [lines, height, isLogarithmic, hasHead, syncKey]);

  // The colours stand in the style sheet, which follows the theme.
  useEffect(() => plot.current?.recolour(), [theme]);

  return host;
}

function watchVisibility(
  element: HTMLElement,
  plot: Plot,
  isVisible: RefObject<boolean>,
  newest: RefObject<{ readonly frame: PlotFrame }>,
): () => void {
  const observer = new IntersectionObserver((entries) => {
    isVisible.current = entries.at(-1)?.isIntersecting ?? false;
    plot.show(newest.current.frame, isVisible.current);
  });
  observer.observe(element);
  return () => observer.disconnect();
}

function watchPrinting(plot: Plot): () => void {
  const before = () => plot.print(true);
  const after = () => plot.print(false);
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
