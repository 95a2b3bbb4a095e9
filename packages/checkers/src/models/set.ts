import type { SequentialModel } from '../linearizability/model.ts';

/** What is asked of a set; elements are the JSON of values. `read` asks for all elements. */
export type SetInput =
  | { readonly kind: 'add' | 'remove' | 'contains'; readonly element: string }
  | { readonly kind: 'read' };

/** `contains` and `elements` answer the questions of that name, `done` the rest. */
export type SetOutput =
  | { readonly kind: 'done' }
  | { readonly kind: 'contains'; readonly contains: boolean }
  | { readonly kind: 'elements'; readonly elements: readonly string[] };

/** The elements that are in it. */
type Elements = ReadonlySet<string>;

/** A set of which all elements can be read. */
export const set: SequentialModel<Elements, SetInput, SetOutput> = {
  name: 'set',
  initial: new Set(),
  isRead: ({ kind }) => kind === 'contains' || kind === 'read',
  step(state, input, output) {
    switch (input.kind) {
      case 'add':
        return state.has(input.element) ? state : new Set([...state, input.element]);
      case 'remove':
        return state.has(input.element) ? new Set([...state].filter((element) => element !== input.element)) : state;
      case 'contains':
        return output?.kind !== 'contains' || output.contains === state.has(input.element) ? state : undefined;
      case 'read':
        return output?.kind !== 'elements' || holds(state, output.elements) ? state : undefined;
      default:
        return input satisfies never;
    }
  },
  key: (state) => `{${[...state].sort().join(', ')}}`,
  describe(input, output) {
    switch (input.kind) {
      case 'add':
      case 'remove':
        return `${input.kind} ${input.element}`;
      case 'contains':
        return `contains ${input.element} → ${output?.kind === 'contains' ? output.contains : '?'}`;
      case 'read':
        return `read → ${output?.kind === 'elements' ? `{${output.elements.join(', ')}}` : '?'}`;
      default:
        return input satisfies never;
    }
  },
};

/** The same where nobody reads all of it: elements are independent then, and are judged one by one. */
export const setByElement: typeof set = {
  ...set,
  partition: (input) => (input.kind === 'read' ? '' : input.element),
};

/** An element that is told twice is in it once. */
function holds(state: Elements, elements: readonly string[]): boolean {
  return elements.every((element) => state.has(element)) && new Set(elements).size === state.size;
}
