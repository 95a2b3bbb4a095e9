/** What a system adds to the page: one panel, a fold over its facts and a component that shows the state. */
import type { ComponentType } from 'react';
import type { Messages } from '../context/language.tsx';
import type { Term } from '../glossary/term.ts';
import type { Fold } from '../model/fold.ts';
import type { PanelCommands } from './panel-commands.ts';

/** What a panel is given. */
export interface PanelProps<S> {
  /** The id under which the system runs. */
  readonly system: string;
  /** At the time cursor. */
  readonly state: S;
  readonly atUs: number;
  /** Null in a report, where nothing runs. They act on what runs now, wherever the cursor is. */
  readonly commands: PanelCommands | null;
}

/** A panel of the systems that are declared under a name. */
export interface SystemPanel<S> {
  readonly declaration: string;
  readonly title: Messages<string>;
  /** What the words of the system mean; absent where all of them are known already. */
  readonly terms?: Messages<readonly Term[]>;
  readonly fold: Fold<S>;
  readonly View: ComponentType<PanelProps<S>>;
}
