/** The control API as the page uses it: typed, and with failures as errors that tell a user what happened. */
import type {
  FaultStatus,
  LabStatus,
  LoadRequest,
  RunList,
  RunRequest,
  RunStatus,
  StartRequest,
  SystemStatus,
  SystemSummary,
} from '@temblor/control/api/schemas';
import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import type { Report } from '@temblor/lab/report/report-schema';
import type { ActionAnswer } from '@temblor/view/panel/panel-commands';
import { isReport } from '@temblor/view/report/is-report';
import { ApiProblem } from './api-problem.ts';
import type { ApiPorts } from './send-request.ts';
import { bodyOf, runJournal, sendRequest } from './send-request.ts';

const segment = encodeURIComponent;

export class LabApi {
  readonly #ports: ApiPorts;

  constructor(ports: ApiPorts) {
    this.#ports = ports;
  }

  /** For another client of the same lab, such as one in a worker. */
  token = () => this.#ports.token();

  status = () => this.#json<LabStatus>('GET', '/status');
  systems = async (signal?: AbortSignal) =>
    (await this.#json<{ systems: SystemSummary[] }>('GET', '/systems', undefined, signal)).systems;
  start = (request: StartRequest) => this.#json<SystemStatus>('POST', '/running', request);
  stop = (id: string) => this.#json<{ labEnds: boolean }>('DELETE', `/running/${segment(id)}`);
  restart = (id: string) => this.#json<SystemStatus>('POST', `/running/${segment(id)}/restart`);

  restartInstance = (id: string, instance: string) =>
    this.#json<SystemStatus>('POST', `/running/${segment(id)}/instances/${segment(instance)}/restart`);

  /** What can be injected. */
  faults = async (signal?: AbortSignal) =>
    (await this.#json<{ faults: FaultDescription[] }>('GET', '/faults', undefined, signal)).faults;
  inject = (id: string, fault: object) => this.#json<FaultStatus>('POST', `/running/${segment(id)}/faults`, fault);
  heal = (id: string, fault: string) =>
    this.#json<object>('DELETE', `/running/${segment(id)}/faults/${segment(fault)}`);
  healAll = (id: string) => this.#json<object>('DELETE', `/running/${segment(id)}/faults`);
  startLoad = (id: string, request: LoadRequest) => this.#json<object>('POST', `/running/${segment(id)}/load`, request);
  /** Sends a request that the system declares to a service of it. */
  act = (id: string, action: string, body?: object) =>
    this.#json<ActionAnswer>('POST', `/systems/${segment(id)}/actions/${segment(action)}`, body);
  stopLoad = (id: string) => this.#json<object>('DELETE', `/running/${segment(id)}/load`);

  runs = async (signal?: AbortSignal) => (await this.#json<RunList>('GET', '/runs', undefined, signal)).runs;
  startRun = (request: RunRequest) => this.#json<RunStatus>('POST', '/runs', request);
  runStatus = (run: string, signal?: AbortSignal) =>
    this.#json<RunStatus>('GET', `/runs/${segment(run)}`, undefined, signal);
  abortRun = (run: string) => this.#json<RunStatus>('DELETE', `/runs/${segment(run)}`);

  /** The report of a run. @throws ApiProblem `report-damaged` where what the run left is none. */
  async report(run: string, signal?: AbortSignal): Promise<Report> {
    const response = await this.#send('GET', `/runs/${segment(run)}/report?format=json`, undefined, signal);
    const report = parse(await response.text().catch(brokenOff));
    if (isReport(report)) return report;
    throw new ApiProblem('report-damaged', 200, `the report of the run ${run} is damaged: it is no whole report.json`);
  }

  /** The report as a file that can be handed on. */
  async reportFile(run: string): Promise<Blob> {
    return (await this.#send('GET', `/runs/${segment(run)}/report?format=html`)).blob();
  }

  /** The lines of a finished run's journal. */
  async runJournal(run: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return runJournal(this.#ports, run, signal);
  }

  /** The lines of the lab's own journal from `since` to `until`, without those that it has no longer. */
  async history(since: number, until: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return bodyOf(await this.#send('GET', `/journal/history?since=${since}&until=${until}`, undefined, signal));
  }

  async #json<T>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<T> {
    return (await this.#send(method, path, body, signal)).json().catch(brokenOff);
  }

  #send(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
    return sendRequest(this.#ports, method, path, body, signal);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller says what it is that cannot be read
  }
}

function brokenOff(error: unknown): never {
  throw new ApiProblem('lab-unreachable', 0, 'the lab broke off while it answered (is it still running?)', error);
}
