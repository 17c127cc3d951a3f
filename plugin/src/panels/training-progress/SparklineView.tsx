/** The training loss of a row, without axes: only its shape counts. */
import { memo, useMemo } from 'react';
import { useTheme2 } from '@grafana/ui';
import { sparkPath } from './sparkline';

interface Props {
  values: ReadonlyArray<number | null>;
  width: number;
  height: number;
}

export const SparklineView = memo(function SparklineView({ values, width, height }: Props) {
  const { colors } = useTheme2();
  const path = useMemo(() => sparkPath(values, width, height), [values, width, height]);
  const stroke = colors.text.secondary;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <path d={path.line} fill="none" stroke={stroke} strokeWidth="1.25" strokeLinejoin="round" strokeLinecap="round" />
      {path.dots.map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r="1.25" fill={stroke} />
      ))}
      {path.end && <circle cx={path.end.x} cy={path.end.y} r="2" fill={colors.text.primary} />}
    </svg>
  );
});
