/** The words of the voting panel. */
import type { Messages } from '@temblor/view/context/language.tsx';
import type { BallotKind } from './vote-windows.ts';

interface PanelWords {
  readonly title: string;
  readonly quorum: string;
  readonly quorumUnknown: string;
  readonly quorumReached: string;
  readonly quorumLost: string;
  readonly neverLost: string;
  readonly since: (ago: string) => string;
  readonly lostDetail: (valid: number, needed: number) => string;
  readonly ballots: string;
  readonly ballot: Readonly<Record<BallotKind, string>>;
  readonly leftOut: (excluded: string, votes: string) => string;
  readonly tally: (counted: number, partly: number, all: number, needed: number) => string;
  readonly noVotesYet: string;
  readonly noVotesFor: (length: string) => string;
  readonly votes: string;
  readonly lastWindow: string;
  readonly lastMinute: string;
  readonly figure: string;
  readonly decided: string;
  readonly withoutQuorum: string;
  readonly dissents: string;
  readonly fanOut: string;
  readonly agreed: string;
  readonly latency: string;
  readonly highest: string;
  readonly lastDissents: string;
  readonly noDissents: string;
  readonly dissent: (offset: string) => string;
  readonly ago: (length: string) => string;
  readonly detectors: string;
  readonly detectorsHint: string;
  readonly instance: string;
  readonly now: string;
  readonly lastFault: string;
  readonly decidedBy: string;
  readonly noFault: string;
  readonly quiet: string;
  readonly acts: string;
  readonly over: string;
  readonly suspected: string;
  readonly nobody: string;
  readonly history: string;
  readonly historyHint: string;
  readonly kind: string;
  readonly faults: string;
  readonly untilOff: string;
  readonly of: (count: number) => string;
  readonly noHistory: string;
}

export const panelWords: Messages<PanelWords> = {
  en: {
    title: 'Voting',
    quorum: 'Quorum',
    quorumUnknown: 'no vote yet',
    quorumReached: 'reached',
    quorumLost: 'lost',
    neverLost: 'never lost so far',
    since: (ago) => `for ${ago}`,
    lostDetail: (valid, needed) => `${valid} valid of ${needed} needed`,
    ballots: 'How the replicas’ answers counted in the last window',
    ballot: { counted: 'counted', partly: 'counted in part', excluded: 'left out', none: 'not asked' },
    leftOut: (excluded, votes) => `left out of ${excluded} of ${votes} votes`,
    tally: (counted, partly, all, needed) =>
      `${counted} of ${all} count${partly === 0 ? '' : `, ${partly} in part`}; a majority is ${needed}`,
    noVotesYet: 'Nothing was voted on yet. Votes appear when a load runs, or when you ask the voter.',
    noVotesFor: (length) => `No votes for ${length}.`,
    votes: 'Votes',
    lastWindow: 'Last second',
    lastMinute: 'Last minute',
    figure: 'Figure',
    decided: 'Decided',
    withoutQuorum: 'Without quorum',
    dissents: 'Dissents',
    fanOut: 'Replicas asked, mean',
    agreed: 'Replicas agreeing, mean',
    latency: 'Latency p95',
    highest: 'highest',
    lastDissents: 'Last dissents',
    noDissents: 'No replica has contradicted the majority.',
    dissent: (offset) => `contradicted the majority at offset ${offset}`,
    ago: (length) => `${length} ago`,
    detectors: 'The detectors side by side',
    detectorsHint:
      'Each detector’s first word in the last episode of an instance, counted from the effect of the fault. Of the one that decided it is the time to OFF (▼, the TTD); of the others, to their suspicion.',
    instance: 'Instance',
    now: 'Now',
    lastFault: 'Last fault',
    decidedBy: 'Put OFF by',
    noFault: 'no fault known',
    quiet: 'none yet',
    acts: 'acts',
    over: 'over',
    suspected: 'suspected',
    nobody: 'nobody',
    history: 'By kind of fault',
    historyHint:
      'Median from the effect to the first suspicion of each detector, and of how many faults. OFF (TTD) is when the system decided: at the first suspicion or after it, or never.',
    kind: 'Kind',
    faults: 'Faults',
    untilOff: 'OFF (TTD)',
    of: (count) => `n = ${count}`,
    noHistory: 'No fault was injected yet.',
  },
  es: {
    title: 'Votación',
    quorum: 'Quórum',
    quorumUnknown: 'aún sin votos',
    quorumReached: 'alcanzado',
    quorumLost: 'perdido',
    neverLost: 'nunca perdido hasta ahora',
    since: (ago) => `desde hace ${ago}`,
    lostDetail: (valid, needed) => `${valid} válidas de ${needed} necesarias`,
    ballots: 'Cómo contaron las respuestas de las réplicas en la última ventana',
    ballot: { counted: 'cuenta', partly: 'cuenta en parte', excluded: 'excluida', none: 'no consultada' },
    leftOut: (excluded, votes) => `excluida de ${excluded} de ${votes} votos`,
    tally: (counted, partly, all, needed) =>
      `Cuentan ${counted} de ${all}${partly === 0 ? '' : `, ${partly} en parte`}; la mayoría son ${needed}`,
    noVotesYet: 'Aún no se ha votado nada. Los votos aparecen con la carga o al consultar al votante.',
    noVotesFor: (length) => `Sin votos desde hace ${length}.`,
    votes: 'Votos',
    lastWindow: 'Último segundo',
    lastMinute: 'Último minuto',
    figure: 'Cifra',
    decided: 'Decididos',
    withoutQuorum: 'Sin quórum',
    dissents: 'Disidencias',
    fanOut: 'Réplicas consultadas, media',
    agreed: 'Réplicas de acuerdo, media',
    latency: 'Latencia p95',
    highest: 'la mayor',
    lastDissents: 'Últimas disidencias',
    noDissents: 'Ninguna réplica ha contradicho a la mayoría.',
    dissent: (offset) => `contradijo a la mayoría en el offset ${offset}`,
    ago: (length) => `hace ${length}`,
    detectors: 'Los detectores, uno junto a otro',
    detectorsHint:
      'La primera señal de cada detector en el último episodio de una instancia, contada desde el efecto del fallo. Del que decidió es el tiempo hasta OFF (▼, el TTD); de los demás, hasta su sospecha.',
    instance: 'Instancia',
    now: 'Ahora',
    lastFault: 'Último fallo',
    decidedBy: 'Puesta en OFF por',
    noFault: 'ningún fallo conocido',
    quiet: 'ninguno aún',
    acts: 'actúa',
    over: 'terminado',
    suspected: 'sospecha',
    nobody: 'nadie',
    history: 'Por tipo de fallo',
    historyHint:
      'Mediana desde el efecto hasta la primera sospecha de cada detector, y de cuántos fallos. OFF (TTD) es cuando el sistema decidió: con la primera sospecha o después, o nunca.',
    kind: 'Tipo',
    faults: 'Fallos inyectados',
    untilOff: 'OFF (TTD)',
    of: (count) => `n = ${count}`,
    noHistory: 'Aún no se ha inyectado ningún fallo.',
  },
};
