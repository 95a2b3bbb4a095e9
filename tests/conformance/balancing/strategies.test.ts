import { describe, test } from 'vitest';
import { scenarios } from './scenarios.ts';
import { subjects } from './subject.ts';

for (const subject of subjects) {
  describe(`the strategy ${subject.name}`, () => {
    for (const scenario of scenarios) test(scenario.name, () => scenario.run(subject));
  });
}
