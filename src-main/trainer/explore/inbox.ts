/** What a studio asks an explorer while it is still opening, and after. Owns the order of messages, no answers. */
import type { TrainerCommand } from '#shared/wire/training.ts';

export type Message = Extract<TrainerCommand, { type: 'ask' | 'cancel' }>;

export class Inbox {
  #waiting: Message[] = [];
  #receive: ((message: Message) => void) | null = null;

  put(message: Message): void {
    if (this.#receive) this.#receive(message);
    else this.#waiting.push(message);
  }

  /** From now on everything goes to `receive`, what came before first. */
  open(receive: (message: Message) => void): void {
    this.#receive = receive;
    this.#waiting.splice(0).forEach(receive);
  }
}
