/** The projects that come with Hourglass as examples. Owns where they lie; their text is checked like any other project. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseProject } from '#shared/graph/parse.ts';
import { templates } from '#shared/templates.ts';
import type { Project } from '#shared/graph/document.ts';
import type { TemplateInfo } from '#shared/wire/studio.ts';

export interface Template {
  readonly info: TemplateInfo;
  readonly project: Project;
}

/** All templates, in the order of the list; each is `<id>.hourglass` in the folder. */
export function readTemplates(folder: string): Promise<readonly Template[]> {
  return Promise.all(
    templates.map(async (info) => {
      const name = `${info.id}.hourglass`;
      return { info, project: parseProject(await readFile(join(folder, name), 'utf8'), name) };
    }),
  );
}
