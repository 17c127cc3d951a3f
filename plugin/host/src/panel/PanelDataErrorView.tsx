/** What a panel shows instead of itself when the data does not fit: says what is missing, as Grafana's own view does. */
import { css } from '@emotion/css';
import { FieldType, type GrafanaTheme2 } from '@grafana/data';
import type { PanelDataErrorViewProps } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';

/** The sentence to show, in the order of Grafana's own view. */
export const missingIn = (props: PanelDataErrorViewProps): string => {
  const { data, message, needsTimeField, needsNumberField, needsStringField, fieldConfig } = props;
  if (message) {
    return message;
  }
  const types = new Set(data.series.flatMap((frame) => frame.fields.map((field) => field.type)));
  if (data.series.every((frame) => frame.length === 0)) {
    return fieldConfig?.defaults.noValue ?? 'No data';
  }
  if (needsStringField && !types.has(FieldType.string)) {
    return 'Data is missing a string field';
  }
  if (needsNumberField && !types.has(FieldType.number)) {
    return 'Data is missing a number field';
  }
  if (needsTimeField && !types.has(FieldType.time)) {
    return 'Data is missing a time field';
  }
  return 'Cannot visualize data';
};

const styles = (theme: GrafanaTheme2) => ({
  view: css({
    height: '100%',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    textAlign: 'center',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.size.lg,
  }),
});

export function PanelDataErrorView(props: PanelDataErrorViewProps) {
  return <div className={useStyles2(styles).view}>{missingIn(props)}</div>;
}
