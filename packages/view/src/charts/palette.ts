/** The colours of the page for what is drawn on a canvas, which style sheets do not reach. */

export interface Palette {
  readonly surface: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly soft: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  readonly fault: string;
  readonly faultGround: string;
  readonly idleGround: string;
  readonly series: readonly string[];
  readonly font: string;
}

/** The colours as the style sheet has them now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    surface: token('surface'),
    line: token('line'),
    lineStrong: token('line-strong'),
    text: token('text'),
    soft: token('soft'),
    accent: token('accent'),
    good: token('good'),
    bad: token('bad'),
    fault: token('fault'),
    faultGround: token('fault-ground'),
    idleGround: token('idle-ground'),
    series: [1, 2, 3, 4].map((place) => token(`series-${place}`)),
    font: token('font'),
  };
}

/** The colours on paper, which is white whatever the theme: those of the light theme. */
export function paperPalette(): Palette {
  const { dataset } = document.documentElement;
  const theme = dataset.theme;
  dataset.theme = 'light';
  try {
    return readPalette();
  } finally {
    if (theme === undefined) delete dataset.theme;
    else dataset.theme = theme;
  }
}
