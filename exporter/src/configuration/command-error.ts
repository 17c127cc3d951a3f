/** A command that was written wrongly, or that cannot do what it was asked; the message says what to do instead. */
export class CommandError extends Error {}
