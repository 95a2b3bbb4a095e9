/**
 * Why a request got no answer: none came in time, nobody listened, the connection broke off, or what came was no answer that
 * can be read (not HTTP, or too long).
 */
export type NoAnswer = 'timed-out' | 'refused' | 'reset' | 'unreadable';
