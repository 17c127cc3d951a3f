/** One frame -> its curves, before those of all frames are compared, named and cut. */
import { FieldType, getFieldDisplayName, type DataFrame, type Field } from '@grafana/data';
import { finiteOf } from '../../visual/fieldValue';
import { metricRole } from '../../visual/metricRole';
import { bandsOf, readBand, type BandFields } from './bands';
import { columnsOf } from './columnCache';
import type { Columns } from './columns';
import { readColumns, type Curve } from './curve';
import { readMarks } from './curveMarks';
import { readStyle } from './curveStyle';
import type { XChoice } from './options';
import { groupRows, isValueField, type RowGroup } from './rowGroups';
import { chooseX, xKindOf, type XSource } from './xAxis';
import { appliesTo, firstFinite, transformColumn, Y_TRANSFORMS, type YTransform } from './yTransform';

export interface Draft {
  curve: Curve;
  source: XSource;
}

export interface Reading {
  choice: XChoice;
  transform: YTransform;
  /** Metrics of strips, which are never transformed: rates and norms have no perplexity. Null for no strips. */
  strip: RegExp | null;
  /** Epoch milliseconds: only what was logged in it; null for all. */
  within: readonly [from: number, to: number] | null;
}

/** Labels that say whose and what a curve is; all others are dimensions. */
const IDENTITY = new Set(['session_id', 'session', 'agent_id', 'attempt', 'metric', '__name__']);

/** The curves of a frame. @param frames all frames, which Grafana's own names of fields depend on */
export function draftsOf(given: DataFrame, index: number, frames: DataFrame[], reading: Reading): Draft[] {
  const frame = withNames(given);
  const source = chooseX(frame, reading.choice);
  const bands = bandsOf(frame);
  const absorbed = new Set(
    bands.flatMap(({ middle, lower, upper, counts }) => (middle ? [lower, upper, counts] : [counts])),
  );
  const { groups, columns } = groupRows(frame, source);
  const values = frame.fields.filter(
    (field) =>
      field !== source.field &&
      xKindOf(field) === null &&
      !absorbed.has(field) &&
      !columns.has(field) &&
      isValueField(field),
  );
  const marks = readMarks(frame);
  return values.flatMap((field) => {
    const band = bands.find(({ middle, upper }) => (middle ?? upper) === field);
    const labels = field.labels ?? {};
    return groups.map((group): Draft => {
      const metric = group.metric ?? labels.metric ?? field.name;
      const id = group.session ?? labels.session_id ?? labels.session ?? frame.name ?? frame.refId ?? String(index);
      const { attempt = labels.attempt ?? null, ...others } = group.dimensions;
      const dimensions = { ...withoutIdentity(labels), ...others };
      const variant = Object.entries(dimensions).flat();
      return {
        source,
        curve: {
          ...valuesOf(frame, source, field, group, metric, reading, band),
          key: [id, metric, attempt ?? '', ...Object.entries(labels).flat(), ...variant].join('\u0000'),
          session: id,
          sessionName: group.session ?? labels.session ?? id,
          isOfSession: (group.session ?? labels.session_id ?? labels.session ?? null) !== null,
          metric,
          role: metricRole(metric),
          attempt,
          dimensions,
          variant,
          fromLongFrame: groups.length > 1,
          name: metric,
          fieldName: getFieldDisplayName(field, frame, frames),
          field,
          frame,
          style: readStyle(field),
          marks,
          tailFrom: null,
        },
      };
    });
  });
}

/** A datasource may forget a field's name, whatever its type promises. */
function withNames(frame: DataFrame): DataFrame {
  const isNamed = ({ name }: Field) => typeof (name as unknown) === 'string';
  return frame.fields.every(isNamed)
    ? frame
    : { ...frame, fields: frame.fields.map((field) => (isNamed(field) ? field : { ...field, name: '' })) };
}

function withoutIdentity(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !IDENTITY.has(name)));
}

type Values = Columns & Pick<Curve, 'logged' | 'transform' | 'first' | 'format' | 'band'>;

function valuesOf(
  frame: DataFrame,
  source: XSource,
  field: Field,
  group: RowGroup,
  metric: string,
  reading: Reading,
  bandFields: BandFields | undefined,
): Values {
  const columns = readRows(frame, source, field, group, reading.within);
  const isTransformed = appliesTo(reading.transform, metric) && !reading.strip?.test(metric);
  const transform = isTransformed ? reading.transform : 'none';
  const first = firstFinite(columns.y);
  return {
    ...columns,
    y: transformColumn(transform, columns.y, first),
    logged: columns.y,
    transform,
    first,
    format: formatOf(field, transform),
    band: bandFields ? readBand(bandFields, columns, frame, transform, first) : null,
  };
}

function readRows(
  frame: DataFrame,
  source: XSource,
  field: Field,
  { rows }: RowGroup,
  within: Reading['within'],
): Columns {
  const time = within && source.kind !== 'time' ? frame.fields.find(({ type }) => type === FieldType.time) : undefined;
  if (!within || !time) {
    return rows ? readColumns(source, field, rows, rows.length) : columnsOf(source, field, frame.length);
  }
  const isWithin = (row: number) => {
    const at = finiteOf(time.values[row]);
    return at !== null && at >= within[0] && at <= within[1];
  };
  const kept = (rows ?? [...Array(frame.length).keys()]).filter(isWithin);
  return readColumns(source, field, kept, kept.length);
}

/** Mappings and limits are about values as logged; they say nothing of what a transform makes of them. */
function formatOf(field: Field, transform: YTransform): Field {
  if (transform === 'none') {
    return field;
  }
  const { decimals, unit } = field.config;
  const changed = Y_TRANSFORMS[transform].unit;
  return { ...field, display: undefined, config: { unit: changed ?? unit, ...(changed === null ? { decimals } : {}) } };
}
