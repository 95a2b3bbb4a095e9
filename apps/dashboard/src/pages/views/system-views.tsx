/** Every view of one system over one journal: the same in the live page, for a finished run, and in a report's file. */
import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import { Charts } from '@temblor/view/charts/charts.tsx';
import { TimeBar } from '@temblor/view/charts/time-bar.tsx';
import { TextsOfSystem } from '@temblor/view/context/declared.tsx';
import { EventList } from '@temblor/view/events/event-list.tsx';
import { BreakIt } from '@temblor/view/faults/break-it.tsx';
import type { FaultActions } from '@temblor/view/faults/fault-actions';
import { FaultList } from '@temblor/view/faults/fault-list.tsx';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import { RequestTable } from '@temblor/view/requests/request-table.tsx';
import { RunProgress } from '@temblor/view/run/run-progress.tsx';
import { SpaceTimeView } from '@temblor/view/space-time/space-time-view.tsx';
import { TopologyView } from '@temblor/view/topology/topology-view.tsx';
import type { ReactNode } from 'react';
import { memo, useState } from 'react';
import { Guarded } from '../../app/guarded.tsx';
import type { Loaded } from '../../live/loader.ts';
import { CatalogueProblem } from './catalogue-problem.tsx';
import { GlossaryOf, PanelOf } from './panels.tsx';
import './system-views.css';

/** What can be done to a system that runs. */
export interface Commands {
  readonly catalogue: Loaded<readonly FaultDescription[]>;
  readonly actions: FaultActions;
  /** What its own panel can do. */
  readonly panel: PanelCommands;
  /** False where the lab does not answer: what is shown is what was known last. */
  readonly isConnected: boolean;
  /** What else stands beside the topology. */
  readonly beside: ReactNode;
}

interface SystemViewsProps {
  readonly system: string;
  /** Null where nothing runs: the views then only show. */
  readonly commands: Commands | null;
  /** Whether the journal tells of a run on this system. */
  readonly hasRun: boolean;
}

/** Each view follows the journal by itself; what holds them need not be drawn again with it. */
export const SystemViews = memo(function SystemViews({ system, commands, hasRun }: SystemViewsProps) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <TextsOfSystem system={system}>
      <div className="views">
        <div className="views-time screen-only">
          <Guarded>
            <TimeBar system={system} live={commands !== null} isCurrent={commands?.isConnected ?? true} />
          </Guarded>
        </div>
        <Guarded>
          <SpaceTimeView system={system} />
        </Guarded>
        <div className={commands === null ? 'views-stack' : 'views-pair'}>
          <div className="views-topology">
            <Guarded>
              <TopologyView system={system} selected={selected} onSelect={setSelected} />
            </Guarded>
          </div>
          <div className="views-stack views-beside">
            {commands?.catalogue.kind === 'ready' && (
              <Guarded>
                <BreakIt
                  system={system}
                  catalogue={commands.catalogue.value}
                  actions={commands.actions}
                  selected={selected}
                />
              </Guarded>
            )}
            {commands?.catalogue.kind === 'failed' && <CatalogueProblem problem={commands.catalogue.problem} />}
            <Guarded>
              <FaultList system={system} actions={commands?.actions ?? null} />
            </Guarded>
            {commands?.beside}
          </div>
          <div className="views-stack views-measures">
            {hasRun && (
              <Guarded>
                <RunProgress system={system} />
              </Guarded>
            )}
            <Guarded>
              <Charts system={system} />
            </Guarded>
          </div>
        </div>
        <Guarded>
          <PanelOf system={system} commands={commands?.panel ?? null} />
        </Guarded>
        <Guarded>
          <RequestTable system={system} />
        </Guarded>
        <Guarded>
          <EventList system={system} />
        </Guarded>
        {/* A run's page has it in its report. */}
        {commands !== null && <GlossaryOf system={system} />}
      </div>
    </TextsOfSystem>
  );
});
