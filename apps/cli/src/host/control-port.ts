/** The port of the control API, unless it is taken. */
export const preferredControlPort = 7070;
