/** What stands behind each panel of Explore in the window: its component and icon. */
import Binoculars from '@lucide/svelte/icons/binoculars';
import Brush from '@lucide/svelte/icons/brush';
import ChartScatter from '@lucide/svelte/icons/chart-scatter';
import Dices from '@lucide/svelte/icons/dices';
import MoonStar from '@lucide/svelte/icons/moon-star';
import Rows2 from '@lucide/svelte/icons/rows-2';
import Spline from '@lucide/svelte/icons/spline';
import TextCursorInput from '@lucide/svelte/icons/text-cursor-input';
import type { Component } from 'svelte';
import type { PanelKind } from '#shared/explore/index.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import AnomaliesPanel from './anomalies/AnomaliesPanel.svelte';
import DreamPanel from './dream/DreamPanel.svelte';
import FillInPanel from './fill-in/FillInPanel.svelte';
import InterpolatePanel from './interpolate/InterpolatePanel.svelte';
import LatentMapPanel from './latent-map/LatentMapPanel.svelte';
import ReconstructPanel from './reconstruct/ReconstructPanel.svelte';
import DrawnNumbers from './rows/DrawnNumbers.svelte';
import FillRowsPanel from './rows/FillRowsPanel.svelte';
import NumbersPanel from './rows/NumbersPanel.svelte';
import WayOfNumbers from './rows/WayOfNumbers.svelte';
import SamplePanel from './sample/SamplePanel.svelte';
import TextPanel from './text/TextPanel.svelte';

interface PanelParts {
  readonly component: Component<{ info: ExploreInfo }>;
  /** Of data that are no pictures, where that is drawn by another. */
  readonly ofNumbers?: Component<{ info: ExploreInfo }>;
  readonly icon: typeof Binoculars;
}

export const panelParts: Readonly<Record<PanelKind, PanelParts>> = {
  reconstruct: { component: ReconstructPanel, ofNumbers: NumbersPanel, icon: Rows2 },
  latentMap: { component: LatentMapPanel, icon: ChartScatter },
  interpolate: { component: InterpolatePanel, ofNumbers: WayOfNumbers, icon: Spline },
  sample: { component: SamplePanel, ofNumbers: DrawnNumbers, icon: Dices },
  fillIn: { component: FillInPanel, ofNumbers: FillRowsPanel, icon: Brush },
  anomalies: { component: AnomaliesPanel, icon: Binoculars },
  dream: { component: DreamPanel, icon: MoonStar },
  text: { component: TextPanel, icon: TextCursorInput },
};
