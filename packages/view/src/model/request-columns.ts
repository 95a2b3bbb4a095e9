import { GrowingColumn, lowerBound } from './growing-column.ts';
import type { RequestRow } from './series.ts';

/** A row without its figures. */
export type RequestKind = Pick<RequestRow, 'instance' | 'endpoint' | 'method' | 'status'>;

/** What an instance told of requests of one kind. */
export interface RequestFigures {
  readonly kind: RequestKind;
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
}

/** Requests in order of time, one entry of each column a kind and window. */
export interface RequestSeries {
  /** What the numbers of `kind` stand for. */
  readonly kinds: readonly RequestKind[];
  readonly atUs: Float64Array;
  readonly kind: Float64Array;
  readonly count: Float64Array;
  readonly meanMs: Float64Array;
  readonly maxMs: Float64Array;
}

/** The requests that the services of a system answered, as columns in order of time. */
export class RequestColumns {
  readonly #kinds: RequestKind[] = [];
  readonly #kindIds = new Map<string, number>();
  /** Kinds of one batch are the same objects, and to look these up is less than to put a key together. */
  readonly #known = new WeakMap<RequestKind, number>();
  readonly #atUs = new GrowingColumn();
  readonly #kind = new GrowingColumn();
  readonly #count = new GrowingColumn();
  readonly #meanMs = new GrowingColumn();
  readonly #maxMs = new GrowingColumn();

  get series(): RequestSeries {
    return {
      kinds: this.#kinds,
      atUs: this.#atUs.view(),
      kind: this.#kind.view(),
      count: this.#count.view(),
      meanMs: this.#meanMs.view(),
      maxMs: this.#maxMs.view(),
    };
  }

  add(atUs: number, figures: readonly RequestFigures[]): void {
    let index = this.#atUs.length;
    while (index > 0 && this.#atUs.at(index - 1) > atUs) index -= 1;
    for (const { kind, count, meanMs, maxMs } of figures) {
      this.#atUs.insert(index, atUs);
      this.#kind.insert(index, this.#kindId(kind));
      this.#count.insert(index, count);
      this.#meanMs.insert(index, meanMs);
      this.#maxMs.insert(index, maxMs);
      index += 1;
    }
  }

  /** Takes over the columns of other windows. */
  append({ kinds, atUs, kind, count, meanMs, maxMs }: RequestSeries): void {
    if ((atUs[0] ?? 0) < this.#atUs.at(this.#atUs.length - 1)) {
      for (const [place, at] of atUs.entries()) {
        const of = kinds[kind[place] ?? Number.NaN];
        const figures = { count: count[place] ?? 0, meanMs: meanMs[place] ?? 0, maxMs: maxMs[place] ?? 0 };
        if (of !== undefined) this.add(at, [{ kind: of, ...figures }]);
      }
      return;
    }
    const ids = kinds.map((one) => this.#kindId(one));
    this.#atUs.append(atUs);
    this.#kind.append(kind.map((id) => ids[id] ?? Number.NaN));
    this.#count.append(count);
    this.#meanMs.append(meanMs);
    this.#maxMs.append(maxMs);
  }

  /** Forgets every window, and keeps the room that they took. */
  clear(): void {
    this.#atUs.cut(0);
    this.#kind.cut(0);
    this.#count.cut(0);
    this.#meanMs.cut(0);
    this.#maxMs.cut(0);
  }

  /** What was told of from `startUs` to `endUs`, both included; a row for each kind, in any order. */
  between(startUs: number, endUs: number): readonly RequestRow[] {
    const counts = new Float64Array(this.#kinds.length);
    const sumsMs = new Float64Array(this.#kinds.length);
    const maximaMs = new Float64Array(this.#kinds.length);
    for (let index = lowerBound(this.#atUs, startUs); this.#atUs.at(index) <= endUs; index += 1) {
      const kind = this.#kind.at(index);
      const count = this.#count.at(index);
      counts[kind] = (counts[kind] ?? 0) + count;
      sumsMs[kind] = (sumsMs[kind] ?? 0) + count * this.#meanMs.at(index);
      maximaMs[kind] = Math.max(maximaMs[kind] ?? 0, this.#maxMs.at(index));
    }
    return this.#kinds.flatMap((kind, id) => {
      const count = counts[id] ?? 0;
      return count === 0 ? [] : [{ ...kind, count, meanMs: (sumsMs[id] ?? 0) / count, maxMs: maximaMs[id] ?? 0 }];
    });
  }

  #kindId(kind: RequestKind): number {
    const known = this.#known.get(kind);
    if (known !== undefined) return known;
    const key = `${kind.instance} ${kind.method} ${kind.status} ${kind.endpoint}`;
    const id = this.#kindIds.get(key) ?? this.#kinds.push(kind) - 1;
    this.#kindIds.set(key, id);
    this.#known.set(kind, id);
    return id;
  }
}
