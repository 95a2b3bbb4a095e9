import type { Language } from '../context/language.tsx';

/** Signs between whole numbers and parts. In English a comma parts thousands, so `1,500` could mean either. */
const plain = { en: /^[+-]?\d+(?:\.\d+)?$/, es: /^[+-]?\d+(?:[.,]\d+)?$/ };

/** The number that a user wrote in plain decimals; null where it is none: no `0x10`, no `1e3`, no `Infinity`. */
export function readDecimal(text: string, language: Language): number | null {
  const trimmed = text.trim();
  if (!plain[language].test(trimmed)) return null;
  const value = Number(trimmed.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}
