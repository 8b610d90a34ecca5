/** Gradients on the processor. */
import { gradientBattery } from './batteries/gradients.ts';
import { runGraph } from './compare.ts';

gradientBattery(runGraph);
