/** Virtual time: whole milliseconds since the simulation began. */
export type SimTime = number;
