/**
 * Why a request got no answer: none came in time, nobody listened, the connection broke off, none could be made (a name that
 * does not resolve, a network that cannot be reached, no file descriptor left), or what came was no answer that can be read
 * (not HTTP, or too long).
 */
export type NoAnswer = 'timed-out' | 'refused' | 'reset' | 'not-sent' | 'unreadable';
