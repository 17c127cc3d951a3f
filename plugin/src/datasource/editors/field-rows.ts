/** Rows of fields. */
import { css } from '@emotion/css';

/** Fields have a margin below: where a row wraps, Grafana's gap would come on top of it. */
export const fieldRow = () => css({ rowGap: 0 });
