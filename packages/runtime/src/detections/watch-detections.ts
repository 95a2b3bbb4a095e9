import type { DetectionDeclaration } from '@temblor/lab/system/declaration';
import type { DetectionContext } from './detection-context.ts';
import { watchLogPattern } from './log-pattern.ts';
import { watchByProbe } from './probe.ts';
import { watchStatusUrl } from './status-url.ts';

/** Reads the detections of a system as its declaration says, until disposed. */
export function watchDetections(
  declarations: readonly DetectionDeclaration[],
  context: DetectionContext,
): DisposableStack {
  const watches = new DisposableStack();
  for (const declaration of declarations) {
    switch (declaration.kind) {
      case 'journal':
        break; // facts of our services reach the journal by themselves
      case 'log-pattern':
        watches.use(watchLogPattern(declaration, context));
        break;
      case 'status-url':
        watches.use(watchStatusUrl(declaration, context));
        break;
      case 'probe':
        watches.use(watchByProbe(declaration, context));
        break;
      default:
        declaration satisfies never;
    }
  }
  return watches;
}
