/**
 * The commands that a person can give, by name: one table for the native menu, the shortcuts and the command palette.
 * Owns ids, titles and keys; what a command does stands in src-renderer/commands.
 */

export interface CommandInfo {
  /** `area.verb` */
  readonly id: string;
  readonly title: string;
  /** "Mod" is ⌘ on a Mac and Ctrl elsewhere; keys are joined with "+". */
  readonly key?: string;
  /** The menu of the desktop window in which it stands, in the order of this table. */
  readonly menu?: 'File' | 'Edit' | 'View' | 'Layer' | 'Train' | 'Explore' | 'Help';
  /** A line above it in the menu. */
  readonly separated?: boolean;
  /** Its key works only while the canvas has the keyboard, or while Explore is on show; it must not be a menu accelerator. */
  readonly where?: 'canvas' | 'explore';
  /** More keys that do the same. */
  readonly alsoKeys?: readonly string[];
}

export const commands = [
  { id: 'file.new', title: 'New project…', key: 'Mod+N', menu: 'File' },
  { id: 'file.newEmpty', title: 'New empty canvas', menu: 'File' },
  { id: 'file.open', title: 'Open…', key: 'Mod+O', menu: 'File' },
  { id: 'file.save', title: 'Save', key: 'Mod+S', menu: 'File', separated: true },
  { id: 'file.saveAs', title: 'Save as…', key: 'Mod+Shift+S', menu: 'File' },
  { id: 'file.share', title: 'Share with its runs as .zip…', menu: 'File' },
  { id: 'file.close', title: 'Close project', key: 'Mod+W', menu: 'File', separated: true },

  { id: 'edit.undo', title: 'Undo', key: 'Mod+Z', menu: 'Edit' },
  { id: 'edit.redo', title: 'Redo', key: 'Mod+Shift+Z', alsoKeys: ['Mod+Y'], menu: 'Edit' },
  { id: 'edit.cut', title: 'Cut', key: 'Mod+X', menu: 'Edit', separated: true, where: 'canvas' },
  { id: 'edit.copy', title: 'Copy', key: 'Mod+C', menu: 'Edit', where: 'canvas' },
  { id: 'edit.paste', title: 'Paste', key: 'Mod+V', menu: 'Edit', where: 'canvas' },
  { id: 'edit.duplicate', title: 'Duplicate', key: 'Mod+D', menu: 'Edit', where: 'canvas' },
  { id: 'edit.remove', title: 'Remove', key: 'Delete', alsoKeys: ['Backspace'], menu: 'Edit', where: 'canvas' },
  { id: 'edit.selectAll', title: 'Select all', key: 'Mod+A', menu: 'Edit', separated: true, where: 'canvas' },

  { id: 'view.commands', title: 'Command palette…', key: 'Mod+K', menu: 'View' },
  { id: 'view.design', title: 'Design', key: 'Mod+1', menu: 'View', separated: true },
  { id: 'view.data', title: 'Data', key: 'Mod+2', menu: 'View' },
  { id: 'view.train', title: 'Train', key: 'Mod+3', menu: 'View' },
  { id: 'view.explore', title: 'Explore', key: 'Mod+4', menu: 'View' },
  { id: 'view.runs', title: 'Runs', key: 'Mod+5', menu: 'View' },
  { id: 'view.export', title: 'Export', key: 'Mod+6', menu: 'View' },

  { id: 'view.fit', title: 'Show the whole graph', key: '1', menu: 'View', separated: true, where: 'canvas' },
  { id: 'view.zoomIn', title: 'Zoom in', key: '+', alsoKeys: ['='], menu: 'View', where: 'canvas' },
  { id: 'view.zoomOut', title: 'Zoom out', key: '-', menu: 'View', where: 'canvas' },
  { id: 'view.actualSize', title: 'Zoom to 100%', key: '0', menu: 'View', where: 'canvas' },
  { id: 'view.nextProblem', title: 'Next problem', key: 'F8', menu: 'View', separated: true },
  { id: 'view.theme', title: 'Switch between light and dark', menu: 'View', separated: true },
  { id: 'view.systemTheme', title: 'Light or dark as the system', menu: 'View' },

  { id: 'layer.add', title: 'Add a layer…', key: '/', menu: 'Layer', where: 'canvas' },
  { id: 'layer.connect', title: 'Connect to…', key: 'C', menu: 'Layer', where: 'canvas' },
  { id: 'layer.rename', title: 'Rename', key: 'F2', menu: 'Layer', where: 'canvas' },
  { id: 'layer.showProblem', title: 'Show its problem', key: 'P', menu: 'Layer', where: 'canvas' },
  { id: 'layer.mirror', title: 'Mirror encoder', key: 'M', menu: 'Layer', separated: true, where: 'canvas' },
  { id: 'layer.mirrorLinked', title: 'Mirror encoder, linked', key: 'Shift+M', menu: 'Layer', where: 'canvas' },
  { id: 'layer.unlink', title: 'Unlink from its mirror', menu: 'Layer' },
  { id: 'layer.dream', title: 'Dream on this layer', menu: 'Layer' },
  { id: 'layer.tidy', title: 'Tidy up the graph', key: 'T', menu: 'Layer', separated: true, where: 'canvas' },
  { id: 'layer.alignLeft', title: 'Align left', menu: 'Layer', separated: true },
  { id: 'layer.alignCenter', title: 'Align centres', menu: 'Layer' },
  { id: 'layer.alignRight', title: 'Align right', menu: 'Layer' },
  { id: 'layer.alignTop', title: 'Align top', menu: 'Layer' },
  { id: 'layer.alignMiddle', title: 'Align middles', menu: 'Layer' },
  { id: 'layer.alignBottom', title: 'Align bottom', menu: 'Layer' },
  { id: 'layer.distributeAcross', title: 'Distribute across', menu: 'Layer' },
  { id: 'layer.distributeDown', title: 'Distribute down', menu: 'Layer' },

  { id: 'block.make', title: 'Make a block', key: 'Mod+G', menu: 'Layer', separated: true, where: 'canvas' },
  { id: 'block.open', title: 'Open the block', menu: 'Layer' },
  { id: 'block.close', title: 'Leave the block', menu: 'Layer' },
  { id: 'block.detach', title: 'Make it a block of its own', menu: 'Layer' },
  { id: 'block.dissolve', title: 'Dissolve the block', key: 'Mod+Shift+G', menu: 'Layer', where: 'canvas' },
  { id: 'block.removeUnused', title: 'Remove unused blocks', menu: 'Layer' },

  { id: 'train.start', title: 'Start training', key: 'Mod+Enter', alsoKeys: ['F5'], menu: 'Train' },
  { id: 'train.pause', title: 'Pause', menu: 'Train' },
  { id: 'train.resume', title: 'Resume', menu: 'Train' },
  { id: 'train.stop', title: 'Stop', key: 'Mod+.', menu: 'Train' },

  { id: 'explore.reconstruct', title: 'Reconstruct', key: '1', menu: 'Explore', where: 'explore' },
  { id: 'explore.latentMap', title: 'Latent map', key: '2', menu: 'Explore', where: 'explore' },
  { id: 'explore.interpolate', title: 'Interpolate', key: '3', menu: 'Explore', where: 'explore' },
  { id: 'explore.sample', title: 'Sample', key: '4', menu: 'Explore', where: 'explore' },
  { id: 'explore.fillIn', title: 'Fill in', key: '5', menu: 'Explore', where: 'explore' },
  { id: 'explore.anomalies', title: 'Anomalies', key: '6', menu: 'Explore', where: 'explore' },
  { id: 'explore.dream', title: 'Dream', key: '7', menu: 'Explore', where: 'explore' },
  { id: 'explore.text', title: 'Text', key: '8', menu: 'Explore', where: 'explore' },
  { id: 'explore.best', title: 'Look at the best epoch', menu: 'Explore', separated: true },
  { id: 'explore.last', title: 'Look at the newest epoch', menu: 'Explore' },

  { id: 'help.shortcuts', title: 'Keyboard shortcuts', key: '?', menu: 'Help' },
  { id: 'help.documentation', title: 'Layer reference', menu: 'Help' },
  { id: 'help.license', title: 'License', menu: 'Help', separated: true },
] as const satisfies readonly CommandInfo[];

export type CommandId = (typeof commands)[number]['id'];
