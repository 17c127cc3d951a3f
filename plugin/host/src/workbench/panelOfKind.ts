/** The panel of ours that draws the answer to a kind of query; the others are tables. */
export const PANEL_OF_KIND: Readonly<Partial<Record<string, string>>> = {
  sessions: 'shadower-trainingprogress-panel',
  series: 'shadower-lossplot-panel',
  scores: 'shadower-lossplot-panel',
  resources: 'shadower-lossplot-panel',
};
