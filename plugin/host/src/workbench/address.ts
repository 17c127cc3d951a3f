/** Which part the workbench shows <-> its fragment: `#/panel?id=shadower-lossplot-panel&fixture=several`. Pure. */

export interface PartAddress {
  /** Empty for the list of all parts. */
  part: string;
  parameters: URLSearchParams;
}

export const parsePart = (fragment: string): PartAddress => {
  const [part = '', query = ''] = fragment.replace(/^#\/?/, '').split('?', 2);
  return { part, parameters: new URLSearchParams(query) };
};

/** An object that a parameter holds as JSON; what is no object counts as left out. */
export const objectIn = (parameters: URLSearchParams, name: string): object => {
  try {
    const value: unknown = JSON.parse(parameters.get(name) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
};

/** The fragment that shows a part. */
export const partAddress = (part: string, parameters: Record<string, string | object> = {}): string => {
  const texts = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return texts.length === 0 ? `#/${part}` : `#/${part}?${new URLSearchParams(texts).toString()}`;
};
