/** The names of those outside of a system, as links name them; the lab's own are out of a page's reach. */

/** Stands for the load generator and everyone outside. */
export const clientName = 'client';

/** Stands for the lab's own detector. */
export const detectorName = 'detector';
