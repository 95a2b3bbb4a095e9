/** What the effects of a service are called, in its process and in the simulator alike. */

/** The commit of a transaction. */
export function commitEffect(transactionName: string): string {
  return `commit ${transactionName}`;
}

/**
 * A call of another service. The path without its query, and with `:id` for each part that is not made of lower-case
 * letters and hyphens: `call inventory GET /holds/:id`.
 */
export function callEffect(service: string, method: string, path: string): string {
  const [way = ''] = path.split('?', 1);
  const parts = way.split('/').map((part) => (/^[a-z-]*$/.test(part) ? part : ':id'));
  return `call ${service} ${method} ${parts.join('/')}`;
}

/** The answer to a request. @param route the pattern of its path: `/holds/:reservation_id` is `answer GET /holds/:id`. */
export function answerEffect(method: string, route: string): string {
  const parts = route.split('/').map((part) => (part.startsWith(':') ? ':id' : part));
  return `answer ${method} ${parts.join('/')}`;
}
