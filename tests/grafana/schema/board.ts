// What a dashboard of ours may say: Grafana's own types, for JSON instead of TypeScript.

import type * as dashboard from "@grafana/schema/dist/types/raw/dashboard/x/dashboard_types.gen";
import type * as barchart from "@grafana/schema/dist/types/raw/composable/barchart/panelcfg/x/BarChartPanelCfg_types.gen";
import type * as bargauge from "@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type * as stat from "@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type * as timeline from "@grafana/schema/dist/types/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type * as table from "@grafana/schema/dist/types/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type * as timeseries from "@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** JSON has the values of an enumeration where TypeScript has its names. */
type Json<T> = T extends string ? `${T}`
  : T extends number | boolean | null | undefined ? T
  : T extends Array<infer Item> ? Json<Item>[]
  : T extends object ? { [Key in keyof T]: Json<T[Key]> }
  : T;

/** The queries of the Prometheus data source, whose types are in no package of their own. */
interface PrometheusQuery {
  refId: string;
  datasource: { type: "prometheus"; uid: string };
  editorMode: "code";
  expr: string;
  legendFormat: string;
  instant: boolean;
  range: boolean;
  format: "time_series" | "table";
}

/** A property that Grafana's schema calls unknown, where we know better. */
type Override = {
  matcher: Json<dashboard.MatcherConfig>;
  properties: { id: string; value: unknown }[];
};

type PanelOf<Kind extends string, Options, Custom> =
  Omit<Json<dashboard.Panel>, "type" | "options" | "fieldConfig" | "targets"> & {
    type: Kind;
    // The schema requires what it has defaults for; a dashboard may leave that out.
    options: Partial<Json<Options>>;
    fieldConfig: {
      defaults: Omit<Json<dashboard.FieldConfig>, "custom"> & { custom?: Partial<Json<Custom>> };
      overrides: Override[];
    };
    targets: PrometheusQuery[];
  };

/** Grafana reads these two; the schema has neither. */
interface StateTimelineNulls { spanNulls: boolean; insertNulls: boolean }
/** Sizes of columns: the schema has `width` among the table's own. */
type Panel =
  | PanelOf<"stat", stat.Options, never>
  | PanelOf<"table", table.Options, table.FieldConfig>
  | PanelOf<"barchart", barchart.Options, barchart.FieldConfig>
  | PanelOf<"bargauge", bargauge.Options, never>
  | PanelOf<"timeseries", timeseries.Options, timeseries.FieldConfig>
  | PanelOf<"state-timeline", timeline.Options, timeline.FieldConfig & StateTimelineNulls>;

/** The schema knows Grafana's own annotations only; these fields are those of Prometheus. */
type Annotation = Omit<Json<dashboard.AnnotationQuery>, "target"> & {
  target: { refId: string; expr: string; interval: string };
  titleFormat: string;
  textFormat: string;
  tagKeys: string;
  useValueForTime: boolean;
};

/** `current` is {} before anybody has chosen; `definition` is what the editor shows. */
type Variable = Omit<Json<dashboard.VariableModel>, "current"> & {
  current: Json<dashboard.VariableOption> | Record<string, never>;
  definition?: string;
};

export type Board = Omit<Json<dashboard.Dashboard>, "panels" | "annotations" | "templating"> & {
  panels: Panel[];
  annotations: { list: Annotation[] };
  templating: { list: Variable[] };
};
