/** A sessions frame read cell by cell: fields found by name once, numbers and times read from whatever type carries them. */
import {
  colorManipulator,
  FALLBACK_COLOR,
  FieldType,
  getDisplayProcessor,
  type DataFrame,
  type DisplayProcessor,
  type DisplayValue,
  type Field,
  type GrafanaTheme2,
  type LinkModel,
} from '@grafana/data';
import { finiteOf, numberOf, textOf } from '../../visual/fieldValue';
import { stateLook } from '../../visual/sessionState';

/** A state as it is shown: by a value mapping, else by its own look. */
export interface ShownState {
  label: string;
  /** Null for the colour of the state's own tone. */
  color: string | null;
}

export class FrameReader {
  /** The first field of each name: names are the contract, the drawn text may be renamed. */
  readonly fields: ReadonlyMap<string, Field>;
  private readonly displays = new Map<string, DisplayProcessor>();
  private readonly textColors = new Map<string, boolean>();
  private readonly states = new Map<string, ShownState>();

  constructor(
    readonly frame: DataFrame,
    readonly theme: GrafanaTheme2,
  ) {
    const fields = new Map<string, Field>();
    for (const field of frame.fields) {
      if (!fields.has(field.name)) {
        fields.set(field.name, field);
      }
    }
    this.fields = fields;
  }

  /** Whether a row of the frame has more to offer than its cells: several links, or actions. */
  get offersMore(): boolean {
    return this.frame.fields.some(({ config }) => (config.links?.length ?? 0) > 0 || (config.actions?.length ?? 0) > 0);
  }

  raw(name: string, index: number): unknown {
    return this.fields.get(name)?.values[index];
  }

  text(name: string, index: number): string | null {
    return textOf(this.raw(name, index));
  }

  /** NaN and infinities are kept: they are divergence. */
  number(name: string, index: number): number | null {
    return numberOf(this.raw(name, index));
  }

  finite(name: string, index: number): number | null {
    return finiteOf(this.raw(name, index));
  }

  /** Epoch milliseconds; text is read as a date. */
  time(name: string, index: number): number | null {
    const value = this.raw(name, index);
    const number = finiteOf(value);
    if (number !== null || typeof value !== 'string') {
      return number;
    }
    const parsed = Date.parse(value);
    return Number.isNaN(parsed) ? null : parsed;
  }

  /** A number as the field's configuration wants it, also where the field holds numbers as text. */
  displayNumber(field: Field, value: number): DisplayValue {
    return this.displayOf(field, field.type === FieldType.string)(value);
  }

  display(field: Field, value: unknown): DisplayValue {
    return this.displayOf(field, false)(value);
  }

  /** The colour that a person asked for; null where the text keeps its own. */
  colorOf(field: Field, display: DisplayValue): string | null {
    const asked = field.config.color?.mode !== undefined || (field.config.mappings?.length ?? 0) > 0;
    return asked && display.color !== undefined && !this.isTextColor(display.color) ? display.color : null;
  }

  links(name: string, index: number): LinkModel[] {
    const field = this.fields.get(name);
    // Links are costly to make; most fields have none.
    return field?.config.links?.length ? (field.getLinks?.({ valueRowIndex: index }) ?? []) : [];
  }

  state(state: string): ShownState {
    const known = this.states.get(state) ?? this.shownState(state);
    this.states.set(state, known);
    return known;
  }

  /** Hosts write one colour in several ways: as `#CCCCDC`, `rgb(204, 204, 220)`. */
  private isTextColor(color: string): boolean {
    const known =
      this.textColors.get(color) ??
      [FALLBACK_COLOR, this.theme.colors.text.primary].some(
        (plain) =>
          colorManipulator.asHexString(plain).toLowerCase() === colorManipulator.asHexString(color).toLowerCase(),
      );
    this.textColors.set(color, known);
    return known;
  }

  private shownState(state: string): ShownState {
    const field = this.fields.get('state');
    const plain = { label: stateLook(state).label, color: null };
    if (!field) {
      return plain;
    }
    const display = this.display(field, state);
    return { label: display.text === state ? plain.label : display.text, color: this.colorOf(field, display) };
  }

  private displayOf(field: Field, asNumber: boolean): DisplayProcessor {
    if (field.display && !asNumber) {
      return field.display;
    }
    const key = `${asNumber} ${field.name}`;
    const known =
      this.displays.get(key) ??
      getDisplayProcessor({ field: asNumber ? { ...field, type: FieldType.number } : field, theme: this.theme });
    this.displays.set(key, known);
    return known;
  }
}
