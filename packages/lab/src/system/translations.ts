/** Texts of a system in another language than English. */
import { z } from 'zod';

/** By the English text. In a text that is made at run time `{}` stands for each number, in the translation for the same ones in order. */
export const translations = z.record(z.string(), z.string()).superRefine((texts, context) => {
  for (const [text, translation] of Object.entries(texts)) {
    if (blanksOf(text) === blanksOf(translation)) continue;
    context.addIssue({ code: 'custom', path: [text], message: "as many '{}' as in the English text" });
  }
});

function blanksOf(text: string): number {
  return text.split('{}').length;
}
