/** The languages in which a reservation is confirmed. The brief's own is the default. */
const messages = { es: 'Reserva confirmada', en: 'Reservation confirmed' } as const;

export type AnswerLanguage = keyof typeof messages;

/** What a client is told of a confirmed reservation. */
export function confirmationIn(language: AnswerLanguage): string {
  return messages[language];
}

/**
 * The language that an Accept-Language header asks for (RFC 9110, 12.5.4): of those that are spoken here the one with the
 * highest weight, the first of equals; Spanish where none of them is asked for.
 */
export function languageOf(header: string | undefined): AnswerLanguage {
  const asked = (header ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const [primary = ''] = tag.toLowerCase().split('-');
    return { primary, weight: weightOf(parameters) };
  });
  let best: { readonly language: AnswerLanguage; readonly weight: number } = { language: 'es', weight: 0 };
  for (const { primary, weight } of asked) {
    if ((primary === 'es' || primary === 'en') && weight > best.weight) best = { language: primary, weight };
  }
  return best.language;
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => /^q=/i.test(parameter));
  if (given === undefined) return 1;
  const weight = Number(given.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
}
