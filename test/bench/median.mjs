// What stands for a number of runs: one that was disturbed does not move it, as it does their mean.

/** Of an even number the upper one of the two in the middle, so that it is a run's. */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
