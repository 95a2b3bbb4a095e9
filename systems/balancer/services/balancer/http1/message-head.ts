/** What a message of HTTP/1.1 begins with, as the strict readers of this folder found it (RFC 9112). */

/** Names and values in turn: name, value, name, value. As received, values without the white space around them. */
export type Fields = readonly string[];

/** How the body of a message ends. */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Only of answers: the end of the connection is the end of the body. */
  | { readonly kind: 'until-close' };

export interface RequestHead {
  readonly method: string;
  /** In origin form, whatever form it came in: a path with its query. */
  readonly target: string;
  /** Who is asked: of the target where that is absolute, else of the field `Host`; empty for an HTTP/1.0 request without. */
  readonly host: string;
  readonly minorVersion: 0 | 1;
  readonly fields: Fields;
  readonly framing: BodyFraming;
  /** Whether the connection stays open after the answer, as far as the client says. */
  readonly keepAlive: boolean;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly minorVersion: 0 | 1;
  readonly fields: Fields;
  readonly framing: BodyFraming;
  readonly keepAlive: boolean;
}

/** Why a message is not taken: the status for whoever sent it, and a word that says what is wrong with it. */
export interface Refusal {
  readonly status: 400 | 405 | 413 | 414 | 417 | 431 | 501 | 505;
  readonly reason: string;
}

/** What came of a chunk of bytes. `rest`: what follows the head; it may be empty. */
export type HeadProgress<H> =
  | { readonly kind: 'more' }
  | { readonly kind: 'head'; readonly head: H; readonly rest: Buffer }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What came of a chunk of a body. */
export type BodyProgress =
  /** `content`: of the body, without its framing; views into the chunk. `rest` follows the body, once that is over. */
  | { readonly kind: 'content'; readonly content: readonly Buffer[]; readonly isOver: false }
  | { readonly kind: 'content'; readonly content: readonly Buffer[]; readonly isOver: true; readonly rest: Buffer }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface HeadLimits {
  /** Of the whole head, with its request line. */
  readonly maxBytes: number;
  readonly maxFields: number;
  readonly maxTargetBytes: number;
}
