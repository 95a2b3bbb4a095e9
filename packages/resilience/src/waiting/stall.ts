/** A timer that fires later than this was held up by the process itself, and answers may have come meanwhile. */
export const stallMs = 20;
