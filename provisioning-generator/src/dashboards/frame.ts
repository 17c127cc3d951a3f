/** What all dashboards of ours have: uid, tag, links between them, the data source's variable, annotations. */
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  type AnnotationQuery,
  type DashboardLinkBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import { DASHBOARD_TAG } from '../parts/ids.js';
import { dashboardsLink } from '../parts/links.js';
import { datasourceVariable } from '../parts/variables.js';

export interface DashboardFacts {
  uid: string;
  title: string;
  description: string;
  /** The time range that it opens with, until now. */
  from: string;
  /** How often what does not stream is asked again; empty for never. */
  refresh: string;
  /** The variable of its data source; the exporter's where left out. */
  source?: cog.Builder<VariableModel>;
  variables: readonly cog.Builder<VariableModel>[];
  annotations?: readonly cog.Builder<AnnotationQuery>[];
  links?: readonly DashboardLinkBuilder[];
}

/** Grafana's own annotations: people's notes, and changes of alert rules. */
const notes = () =>
  new AnnotationQueryBuilder()
    .name('Annotations & Alerts')
    .builtIn(1)
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .enable(true)
    .hide(true)
    .iconColor('rgba(0, 211, 255, 1)')
    .type('dashboard');

export function dashboardOf(facts: DashboardFacts): DashboardBuilder {
  return new DashboardBuilder(facts.title)
    .uid(facts.uid)
    .description(facts.description)
    .tags([DASHBOARD_TAG])
    .time({ from: facts.from, to: 'now' })
    .refresh(facts.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([facts.source ?? datasourceVariable(), ...facts.variables])
    .annotations([notes(), ...(facts.annotations ?? [])])
    .links([dashboardsLink(), ...(facts.links ?? [])]);
}
