/** Linear scales and round ticks for the charts. */
export interface Scale {
  /** From a value to a coordinate. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** A scale whose ticks are 1, 2 or 5 times a power of ten apart, at most `count` of them. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number], count: number): Scale {
  const [low, high] = domain;
  const length = Math.max(high - low, Number.EPSILON);
  const rough = length / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step); tick * step <= high + step * 1e-9; tick += 1) {
    ticks.push(Number((tick * step).toPrecision(12)));
  }
  return { at: (value) => range[0] + ((value - low) / length) * (range[1] - range[0]), ticks };
}

/** A coordinate with one digit: what a screen can show. */
export function point(value: number): string {
  return String(Math.round(value * 10) / 10);
}
