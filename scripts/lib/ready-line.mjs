const READY_LINE = /^Shadower Training exporter \S+: (\S+)(?: \(listens on (\S+)\))?$/m;

/**
 * The addresses in the line that the exporter prints when it is ready.
 * @returns `page` for people and `local` for processes on this machine; null while the line is not there.
 */
export function readyAddresses(output) {
  const [, announced, listening = announced] = READY_LINE.exec(output) ?? [];
  if (announced === undefined) return null;
  // "Every address of this machine" is none to open.
  const reachable = (address) => address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
  return { page: reachable(announced), local: reachable(listening) };
}
