/** What a metric is to a loss plot, told from its name. */

export type MetricRole = 'training' | 'validation' | 'other';

const VALIDATION = /^(val|valid|validation|eval|evaluation|test|dev)(?=[_/.\- ]|$)/i;
const TRAINING = /^(train|training)(?=[_/.\- ]|$)|^loss(?=$|[_/.\- ])/i;

/** validation_loss, eval/loss, val_acc are validation; training_loss, train/loss, loss are training. */
export function metricRole(name: string): MetricRole {
  const text = name.trim();
  if (VALIDATION.test(text)) {
    return 'validation';
  }
  return TRAINING.test(text) ? 'training' : 'other';
}

const MAXIMIZED = /(acc|accuracy|reward|score|f1|auc|bleu|rouge|precision|recall|return)(?=[_/.\- @\d]|$)/i;

/** Whether more of a metric is better, as far as its name tells. */
export function isMaximized(name: string): boolean {
  return MAXIMIZED.test(name);
}

/** The name as a person writes it: training_loss -> training loss. Paths keep their slashes. */
export function metricLabel(name: string): string {
  return name.replaceAll('_', ' ').trim() || name;
}
