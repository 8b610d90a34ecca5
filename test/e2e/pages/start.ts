/** The start page: templates, recent projects, unsaved work. */
import type { Locator } from '@playwright/test';
import { DesignPage } from './design.ts';
import { escapePattern, type Window } from './window.ts';

export class StartPage {
  constructor(readonly window: Window) {}

  get heading(): Locator {
    return this.window.page.getByRole('heading', { name: 'Hourglass', level: 1 });
  }

  template(title: string): Locator {
    const templates = this.window.page.getByRole('region', { name: 'New from a template' });
    return templates.getByRole('button').filter({ has: this.window.page.getByText(title, { exact: true }) });
  }

  recent(name: string): Locator {
    const list = this.window.page.getByRole('region', { name: 'Recent projects' });
    return list.getByRole('button', { name: new RegExp(`^${escapePattern(name)}\\b`) });
  }

  /** What is said of a project's unsaved work. */
  offer(name: string): Locator {
    return this.window.page.getByRole('region', { name: 'Unsaved work' }).getByText(`“${name}” has unsaved changes`);
  }

  async emptyCanvas(): Promise<void> {
    await this.window.page.getByRole('button', { name: 'Empty canvas' }).click();
    await new DesignPage(this.window).canvas.waitFor();
  }

  async fromTemplate(title: string): Promise<void> {
    await this.template(title).click();
    await new DesignPage(this.window).node('Input').waitFor();
  }

  async openFile(): Promise<void> {
    await this.window.page.getByRole('button', { name: 'Open…' }).click();
  }

  /** Asked twice, for it cannot be undone. */
  async discard(): Promise<void> {
    await this.window.page.getByRole('button', { name: 'Discard' }).click();
    await this.window.page.getByRole('button', { name: 'Discard for good' }).click();
  }

  async recover(): Promise<void> {
    await this.window.page.getByRole('button', { name: 'Recover' }).click();
  }
}
