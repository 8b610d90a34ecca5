/** A trainer process that writes a checkpoint after every batch, so that kills hit every place. Used by kill.test.ts. */
import { Control } from '#main/trainer/control.ts';
import { train } from '#main/trainer/trainer.ts';
import type { TrainerCommand } from '#shared/wire/training.ts';

process.on('message', (command: TrainerCommand) => {
  if (command.type !== 'start') return;
  void train(command, (report) => process.send!(report), new Control(), { checkpointSeconds: 0 });
});
