/**
 * What a job of `npm test` that failed has to say of it: all from the first failure on that Vitest lists at its end, without
 * the tests that passed; where it lists none, as `npm run check` does not, all of it.
 */
export function complaintIn(said: string): string {
  const from = said.search(/^.*⎯\S* (?:Failed (?:Suites|Tests)|Unhandled Errors?|Startup Error)/m);
  return from === -1 ? said : said.slice(from);
}
