/**
 * Draws loss curves with uPlot: theme colours, dashes, labels at the curves' ends, the best epoch marked.
 * Owns the chart's life in its element; not its numbers (chart-series.ts).
 */
import uPlot from 'uplot';
import { resolveColor, type ColorToken } from '../ui/theme.ts';
import { alignSeries, lossRange, spreadLabels, type ChartSeries } from './chart-series.ts';
import type { Unit } from './measured.ts';
import { formatTicks } from './ticks.ts';

export interface ChartInput {
  readonly series: readonly ChartSeries[];
  /** Where the epoch axis ends. */
  readonly epochs: number;
  readonly logarithmic: boolean;
  readonly unit: Unit;
  /** Marked down to the axis. */
  readonly best: { readonly epoch: number; readonly loss: number } | null;
}

export interface LossChart {
  update(input: ChartInput): void;
  destroy(): void;
}

/** For the words at the curves' ends. */
const LABEL_ROOM = 88;
const LETTER = 7;
const LABEL_GAP = 15;
const FONT = 'system-ui, -apple-system, "Segoe UI", sans-serif';

/** `onhover` gets the epoch under the pointer, or null when it leaves. */
export function createLossChart(
  element: HTMLElement,
  first: ChartInput,
  onhover: (epoch: number | null) => void,
): LossChart {
  let input = first;
  let colors = new Map<ColorToken, string>();
  const color = (token: ColorToken): string => {
    const known = colors.get(token) ?? resolveColor(token);
    colors.set(token, known);
    return known;
  };

  function build(): uPlot {
    const { series, logarithmic } = input;
    const axis = { font: `11px ${FONT}`, stroke: () => color('soft'), ticks: { show: false }, gap: 6 };
    const options: uPlot.Options = {
      width: Math.max(1, element.clientWidth),
      height: Math.max(1, element.clientHeight),
      padding: [12, labelRoom(series), 0, 0],
      legend: { show: false },
      // Dragging selects nothing here: the whole run is always in sight.
      cursor: {
        drag: { x: false, y: false },
        y: false,
        points: { size: 7, fill: (self, index) => strokeOf(self, index) },
      },
      scales: {
        x: { time: false, range: () => [0, Math.max(1, input.epochs)] },
        y: { distr: logarithmic ? 3 : 1, range: () => [...lossRange(input.series, logarithmic)] as [number, number] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000],
        },
        {
          ...axis,
          grid: { stroke: () => color('line'), width: 1 },
          size: 60,
          // Without a loss there is nothing to measure.
          values: (_, ticks) =>
            input.series.some(({ points }) => points.length > 0)
              ? [...formatTicks(ticks, logarithmic, input.unit)]
              : ticks.map(() => ''),
        },
      ],
      series: [{}, ...series.map(seriesOptions)],
      hooks: { draw: [drawBest, drawLabels], setCursor: [hover] },
    };
    return new uPlot(options, alignSeries(series, logarithmic), element);
  }

  const seriesOptions = (own: ChartSeries, index: number): uPlot.Series => ({
    stroke: () => withAlpha(color(input.series[index]?.color ?? own.color), own.faint ? 0.35 : 1),
    width: own.faint ? 1 : 2,
    ...(own.dashed ? { dash: [5, 4] } : {}),
    spanGaps: true,
    // A curve of one epoch is a point.
    points: { show: () => !own.faint && (input.series[index]?.points.length ?? 0) < 2, size: 6 },
  });
  const strokeOf = (self: uPlot, index: number): string => {
    const own = input.series[index - 1];
    return own && !own.faint ? color(own.color) : String(self.series[index]?.stroke ?? 'transparent');
  };

  function hover(self: uPlot): void {
    const { idx, left } = self.cursor;
    const x = idx === null || idx === undefined || left === undefined || left < 0 ? undefined : self.data[0][idx];
    onhover(x === undefined ? null : Math.max(1, Math.round(x)));
  }

  function drawLabels(self: uPlot): void {
    const ends = input.series.flatMap((own) => {
      const end = own.points.findLast(({ y }) => Number.isFinite(y) && (!input.logarithmic || y > 0));
      return own.label === '' || end === undefined
        ? []
        : [{ own, x: self.valToPos(end.x, 'x', true), y: self.valToPos(end.y, 'y', true) }];
    });
    const { ctx, bbox } = self;
    const ratio = uPlot.pxRatio;
    const at = spreadLabels(
      ends.map((end) => end.y),
      LABEL_GAP * ratio,
      bbox.top + 6 * ratio,
      bbox.top + bbox.height - 6 * ratio,
    );
    ctx.save();
    ctx.font = `${12 * ratio}px ${FONT}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ends.forEach(({ own, x }, index) => {
      ctx.fillStyle = color(own.color);
      ctx.fillText(own.label, x + 10 * ratio, at[index]!);
    });
    ctx.restore();
  }

  function drawBest(self: uPlot): void {
    if (input.best === null) return;
    const { ctx, bbox } = self;
    const ratio = uPlot.pxRatio;
    const x = self.valToPos(input.best.epoch, 'x', true);
    const y = self.valToPos(input.best.loss, 'y', true);
    const bottom = bbox.top + bbox.height;
    if (!Number.isFinite(y)) return;
    ctx.save();
    ctx.strokeStyle = color('proof');
    ctx.fillStyle = color('proof');
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, y + 5 * ratio);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.lineWidth = 1.5 * ratio;
    ctx.beginPath();
    ctx.arc(x, y, 4 * ratio, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.font = `11px ${FONT}`.replace('11', String(11 * ratio));
    // On the left, where no curve's label can be; at the axis there is no room for it.
    const left = x > bbox.left + 40 * ratio;
    ctx.textAlign = left ? 'right' : 'left';
    // Close above the axis the word would lie on the curves; the ring says it alone.
    if (bottom - y > 22 * ratio) ctx.fillText('best', x + (left ? -5 : 5) * ratio, bottom - 6 * ratio);
    ctx.restore();
  }

  let plot = build();
  const resize = new ResizeObserver(() => {
    if (element.clientWidth > 0 && element.clientHeight > 0)
      plot.setSize({ width: element.clientWidth, height: element.clientHeight });
  });
  const repaint = (): void => {
    colors = new Map();
    plot.redraw(false);
  };
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const override = new MutationObserver(repaint);
  resize.observe(element);
  scheme.addEventListener('change', repaint);
  override.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

  return {
    update(next) {
      const same = next.logarithmic === input.logarithmic && sameLooks(next.series, input.series);
      input = next;
      if (same) {
        plot.setData(alignSeries(next.series, next.logarithmic));
        return;
      }
      plot.destroy();
      plot = build();
    },
    destroy() {
      resize.disconnect();
      override.disconnect();
      scheme.removeEventListener('change', repaint);
      plot.destroy();
    },
  };
}

const labelRoom = (series: readonly ChartSeries[]): number =>
  Math.max(LABEL_ROOM, ...series.map(({ label }) => label.length * LETTER + 16));

const sameLooks = (a: readonly ChartSeries[], b: readonly ChartSeries[]): boolean =>
  a.length === b.length &&
  a.every(
    (own, index) => own.label === b[index]!.label && own.dashed === b[index]!.dashed && own.faint === b[index]!.faint,
  );

/** `rgb(…)` with an alpha. */
const withAlpha = (rgb: string, alpha: number): string =>
  alpha === 1 ? rgb : rgb.replace(/^rgb\((.*)\)$/, `rgb($1 / ${alpha})`).replaceAll(',', ' ');
