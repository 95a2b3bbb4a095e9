/** Where the cases of the corpus come from: the standards, the published research, and the defects of other servers. */

/** @returns a section of HTTP/1.1, https://www.rfc-editor.org/rfc/rfc9112 */
export function rfc9112(section: string): string {
  return `RFC 9112 §${section}`;
}

/** @returns a section of HTTP Semantics, https://www.rfc-editor.org/rfc/rfc9110 */
export function rfc9110(section: string): string {
  return `RFC 9110 §${section}`;
}

export const sources = {
  linhart2005: 'Linhart, Klein, Heled, Orrin 2005, HTTP Request Smuggling',
  leroy2016: 'Leroy 2016, Hiding Wookiees in HTTP',
  hostOfTroubles: 'Chen et al. 2016, Host of Troubles: Multiple Host Ambiguities in HTTP Implementations',
  kettle2017: 'Kettle 2017, Cracking the Lens: Targeting HTTP’s Hidden Attack Surface',
  kettle2019: 'Kettle 2019, HTTP Desync Attacks: Request Smuggling Reborn',
  davison2019: 'Davison 2019, Abusing HTTP Hop-by-Hop Request Headers',
  h2c2020: 'Miller 2020, h2c Smuggling: Request Smuggling via HTTP/2 Cleartext',
  klein2020: 'Klein 2020, HTTP Request Smuggling in 2020: New Variants, New Defenses and New Challenges',
  tReqs2021: 'Jabiyev et al. 2021, T-Reqs: HTTP Request Smuggling with Differential Fuzzing',
  kettle2022: 'Kettle 2022, Browser-Powered Desync Attacks',
  garden2024: 'Kallus et al. 2024, The HTTP Garden',
  chunks2025: 'Weikop 2025, Funky Chunks: Abusing Ambiguous Chunk Line Terminators',
  kettle2025: 'Kettle 2025, HTTP/1.1 Must Die: The Desync Endgame',
  smuggler: 'defparam/smuggler, exhaustive list of mutations',
  probe: 'MDA2AV/Http11Probe, suite of smuggling and malformed input',
  portSwigger: 'PortSwigger Web Security Academy, obfuscating the TE header',
} as const;
