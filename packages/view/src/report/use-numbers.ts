/** Numbers in the language of the page. */
import { useLanguage } from '../context/language.tsx';
import type { Numbers } from './numbers.ts';
import { numbersIn } from './numbers.ts';

/** How the page writes numbers; it changes with the language. */
export function useNumbers(): Numbers {
  return numbersIn(useLanguage().language);
}
