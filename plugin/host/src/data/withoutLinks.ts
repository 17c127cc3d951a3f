/** Frames whose fields lead nowhere. Pure; the same frame gives the same result, so panels see what did not change. */
import type { DataFrame } from '@grafana/data';

const made = new WeakMap<DataFrame, DataFrame>();

export const withoutLinks = (frame: DataFrame): DataFrame => {
  const known = made.get(frame);
  if (known) {
    return known;
  }
  const fields = frame.fields.map((field) =>
    field.config.links ? { ...field, config: { ...field.config, links: undefined } } : field,
  );
  const result = { ...frame, fields };
  made.set(frame, result);
  return result;
};
