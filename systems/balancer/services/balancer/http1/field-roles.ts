/** What the fields that are not simply passed on are for. It is asked of every field: by length first, without a copy. */

export type FieldRole =
  | 'host'
  | 'content-length'
  | 'transfer-encoding'
  | 'connection'
  | 'expect'
  /** About one connection, whether `Connection` names it or not (RFC 9110 section 7.6.1); it goes no further. */
  | 'hop-by-hop'
  /** Says who the client is. Ours is the first word on that: what clients say of themselves is dropped. */
  | 'forwarding'
  | 'plain';

/**
 * `-` and `_` are not taken for each other: `Content_Length` is a field like any other. Who runs a replica that reads the
 * two as one, as CGI does, has to refuse such names there.
 * @param name a token: other characters could be taken for letters.
 */
export function roleOf(name: string): FieldRole {
  switch (name.length) {
    case 2:
      return isNamed(name, 'te') ? 'hop-by-hop' : 'plain';
    case 4:
      return isNamed(name, 'host') ? 'host' : 'plain';
    case 6:
      return isNamed(name, 'expect') ? 'expect' : 'plain';
    case 7:
      return isNamed(name, 'upgrade') || isNamed(name, 'trailer') ? 'hop-by-hop' : 'plain';
    case 9:
      return isNamed(name, 'forwarded') || isNamed(name, 'x-real-ip') ? 'forwarding' : 'plain';
    case 10:
      if (isNamed(name, 'connection')) return 'connection';
      return isNamed(name, 'keep-alive') ? 'hop-by-hop' : 'plain';
    case 14:
      if (isNamed(name, 'content-length')) return 'content-length';
      return isNamed(name, 'http2-settings') ? 'hop-by-hop' : roleOfLong(name);
    case 16:
      return isNamed(name, 'proxy-connection') ? 'hop-by-hop' : roleOfLong(name);
    case 17:
      return isNamed(name, 'transfer-encoding') ? 'transfer-encoding' : roleOfLong(name);
    case 18:
      return isNamed(name, 'proxy-authenticate') ? 'hop-by-hop' : roleOfLong(name);
    case 19:
      return isNamed(name, 'proxy-authorization') ? 'hop-by-hop' : roleOfLong(name);
    default:
      return roleOfLong(name);
  }
}

const forwardedPrefix = 'x-forwarded-';

/** The fields `X-Forwarded-…`, all of them. */
function roleOfLong(name: string): FieldRole {
  return name.length > forwardedPrefix.length && startsLike(name, forwardedPrefix) ? 'forwarding' : 'plain';
}

function isNamed(name: string, lowerCase: string): boolean {
  return name.length === lowerCase.length && startsLike(name, lowerCase);
}

/** Whether the text begins with `lowerCase`, in whatever case; of tokens only. */
function startsLike(text: string, lowerCase: string): boolean {
  for (let at = 0; at < lowerCase.length; at += 1) {
    if ((text.charCodeAt(at) | 0x20) !== lowerCase.charCodeAt(at)) return false;
  }
  return true;
}
