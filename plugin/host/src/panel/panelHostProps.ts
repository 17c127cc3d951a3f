/** What the page says of a panel that it shows. */
import type { PanelData } from '@grafana/data';
import type { ReactNode } from 'react';
import type { Variables } from '../services/templates';
import type { PanelModel } from './prepare';

export interface PanelHostProps extends PanelModel {
  /** Distinct on the page; panels get it as their id. */
  id: number;
  pluginId: string;
  title: string;
  height: number;
  /** From `usePanelData`, or frames of one's own. */
  data: PanelData;
  /** Values of dashboard variables; keep the object stable while they are. */
  variables?: Variables;
  /** Drawn at the right end of the panel's title. */
  actions?: ReactNode;
  /** Called when the panel changes its options or asks for another time range. */
  onOptionsChange?: (options: object) => void;
  onChangeTimeRange?: (range: { from: number; to: number }) => void;
}
