/** Training's progress as lines on stderr: one an epoch, and in a terminal one that is written over. Owns words only. */
import { describeChoice, describeMeasuring, nameDevice } from '#shared/device-words.ts';
import type { MeasuringProgress } from '#shared/wire/devices.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import type { PreparationProgress } from '../data/cache.ts';
import { say, type Terminal } from './terminal.ts';
import { describeTerms, heldOutTerms, type Terms } from './terms.ts';

export interface ProgressPrinter {
  report(report: TrainingReport): void;
  data(progress: PreparationProgress): void;
  measuring(progress: MeasuringProgress): void;
}

const clearLine = '\r\u001b[K';

const time = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(0)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** `terms`: what the objective measures besides its loss. */
export function progressPrinter(terminal: Terminal, terms: Terms = {}): ProgressPrinter {
  let epochs = 0;
  let batches = 0;
  const over = (text: string): void => {
    if (terminal.interactive) terminal.errors.write(clearLine + text);
  };
  const line = (text: string): void => {
    say(terminal, (terminal.interactive ? clearLine : '') + text);
  };
  /** ", KL divergence 24.5 nats, …" */
  const others = (values: Readonly<Record<string, number | null>>): string =>
    describeTerms(terms, values)
      .map(([title, figure]) => `, ${title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())} ${figure}`)
      .join('');
  const measuring = (progress: MeasuringProgress): void => line(`Measuring devices: ${describeMeasuring(progress)}`);
  return {
    measuring,
    data: ({ done, total, share, secondsLeft, skipped }) => {
      const left = secondsLeft === null ? '' : `, ${time(secondsLeft)} left`;
      if (total === 0) over(`Looking through the data: ${Math.round(share * 100)} % of all that is to do${left}`);
      else
        over(
          `Preparing data: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}${skipped > 0 ? `, ${skipped.toLocaleString('en')} skipped` : ''}${left}`,
        );
    },
    report(report) {
      switch (report.type) {
        case 'started': {
          ({ epochs, batchesPerEpoch: batches } = report);
          const { train, validation } = report.samples;
          const why = describeChoice(report.device);
          if (why !== null && report.device.why !== 'only') line(`${nameDevice(report.device)}: ${why}.`);
          line(
            `Training on ${report.device.title}: ${report.weights.toLocaleString('en')} weights, ${train.toLocaleString('en')} samples, ${validation.toLocaleString('en')} to validate on.`,
          );
          break;
        }
        case 'measuring':
          measuring(report);
          break;
        case 'progress':
          over(
            `Epoch ${report.epoch}/${epochs}, batch ${report.batch}/${batches}: loss ${report.loss.toPrecision(5)}${others(report.terms)}, ${Math.round(report.samplesPerSecond).toLocaleString('en')} samples/s, ${time(report.secondsLeft)} left`,
          );
          break;
        case 'epoch': {
          const validation =
            report.validationLoss === null ? '' : `, validation loss ${report.validationLoss.toPrecision(5)}`;
          const best = report.best ? ', best so far' : '';
          line(
            `Epoch ${report.epoch}/${epochs}: loss ${report.loss.toPrecision(5)}${validation}${others(heldOutTerms(report.terms))}, ${time(report.seconds)}, ${Math.round(report.samplesPerSecond).toLocaleString('en')} samples/s${best}`,
          );
          break;
        }
        case 'state':
        case 'ended':
          break;
      }
    },
  };
}
