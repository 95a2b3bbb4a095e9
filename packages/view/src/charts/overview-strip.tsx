import type { KeyboardEvent, PointerEvent } from 'react';
import { useEffect, useRef } from 'react';
import { useTheme } from '../context/theme.tsx';
import type { NotableEvent } from './notable-events.ts';
import { nearestEvent } from './notable-events.ts';
import type { Overview } from './overview-drawing.ts';
import { drawOverview } from './overview-drawing.ts';
import { readPalette } from './palette.ts';

/** A click this near to a mark means the mark. Pixels. */
const nearPixels = 6;

/** The whole journal as a strip: a click goes to a moment, or to the mark beside it. */
export function OverviewStrip(props: {
  readonly overview: Overview;
  readonly events: readonly NotableEvent[];
  readonly label: string;
  readonly valueText: string;
  readonly onPick: (atUs: number) => void;
}) {
  const { overview, events, onPick } = props;
  const { span, cursorUs } = overview;
  const canvas = useOverviewCanvas(overview);
  const lengthUs = span.endUs - span.startUs;
  const seconds = (atUs: number) => Math.round((atUs - span.startUs) / 1000) / 1000;

  const pressed = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const atUs = span.startUs + (lengthUs * Math.min(Math.max(event.clientX - left, 0), width)) / width;
    onPick(nearestEvent(events, atUs, (nearPixels * lengthUs) / width)?.atUs ?? atUs);
  };
  const keyed = (event: KeyboardEvent) => {
    const to = keyTarget(event.key, overview);
    if (to === undefined) return;
    event.preventDefault();
    onPick(Math.min(Math.max(to, span.startUs), span.endUs));
  };

  return (
    <div
      className="time-bar-overview"
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={seconds(span.endUs)}
      aria-valuenow={seconds(Math.min(Math.max(cursorUs, span.startUs), span.endUs))}
      aria-valuetext={props.valueText}
      onPointerDown={pressed}
      onKeyDown={keyed}
    >
      <div aria-hidden="true">
        <canvas ref={canvas} className="time-bar-canvas" />
      </div>
    </div>
  );
}

function keyTarget(key: string, { span, cursorUs }: Overview): number | undefined {
  const part = (span.endUs - span.startUs) / 100;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return cursorUs - part;
    case 'ArrowRight':
    case 'ArrowUp':
      return cursorUs + part;
    case 'PageDown':
      return cursorUs - 10 * part;
    case 'PageUp':
      return cursorUs + 10 * part;
    case 'Home':
      return span.startUs;
    case 'End':
      return span.endUs;
    default:
      return undefined;
  }
}

/** Drawn with the next frame of the screen when something changed, and when its width did. */
function useOverviewCanvas(overview: Overview) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const newest = useRef(overview);
  const { theme } = useTheme();
  useEffect(() => {
    newest.current = overview;
    const pending = requestAnimationFrame(() => draw(canvas.current, newest.current));
    return () => cancelAnimationFrame(pending);
  }, [overview, theme]);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => draw(element, newest.current));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return canvas;
}

function draw(canvas: HTMLCanvasElement | null, overview: Overview): void {
  if (canvas !== null) drawOverview(canvas, overview, readPalette());
}
