/** Every view of one system over one journal: the same in the live page, for a finished run, and in a report's file. */
import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import { EventList } from '@temblor/view/events/event-list.tsx';
import { BreakIt } from '@temblor/view/faults/break-it.tsx';
import type { FaultActions } from '@temblor/view/faults/fault-actions';
import { FaultList } from '@temblor/view/faults/fault-list.tsx';
import { RequestTable } from '@temblor/view/requests/request-table.tsx';
import { RunProgress } from '@temblor/view/run/run-progress.tsx';
import { TopologyView } from '@temblor/view/topology/topology-view.tsx';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Guarded } from '../../app/guarded.tsx';
import { PanelOf } from './panels.tsx';
import './system-views.css';

/** What can be done to a system that runs. */
export interface Commands {
  readonly catalogue: readonly FaultDescription[];
  readonly actions: FaultActions;
  /** What else stands beside the topology. */
  readonly beside: ReactNode;
}

/** @param props.commands null where nothing runs: the views then only show. */
export function SystemViews({ system, commands }: { readonly system: string; readonly commands: Commands | null }) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <div className="views">
      <div className="views-pair">
        <div className="views-stack">
          <Guarded>
            <TopologyView system={system} selected={selected} onSelect={setSelected} />
          </Guarded>
          <Guarded>
            <RunProgress system={system} />
          </Guarded>
        </div>
        <div className="views-stack">
          {commands !== null && (
            <Guarded>
              <BreakIt system={system} catalogue={commands.catalogue} actions={commands.actions} selected={selected} />
            </Guarded>
          )}
          <Guarded>
            <FaultList system={system} actions={commands?.actions ?? null} />
          </Guarded>
          {commands?.beside}
        </div>
      </div>
      <Guarded>
        <PanelOf system={system} />
      </Guarded>
      <Guarded>
        <RequestTable system={system} />
      </Guarded>
      <Guarded>
        <EventList system={system} />
      </Guarded>
    </div>
  );
}
