/** Moving the canvas's view from outside its component (commands, problem list). Canvas.svelte lends the means while it is there. */
/** Room around a graph that fills the view; below, where the canvas's tools stand, more of it. */
export const FIT_PADDING = { x: '12px', top: '12px', bottom: '64px' } as const;

export interface ViewControl {
  fit(): Promise<void>;
  zoomIn(): void;
  zoomOut(): void;
  /** 100%. */
  actualSize(): void;
  /** Brings a node into view if it is not. */
  show(nodeId: string): Promise<void>;
  /** Brings a node into view and gives it the keyboard. */
  reveal(nodeId: string): Promise<void>;
  /** Gives the keyboard to the canvas itself. */
  takeKeyboard(): void;
  /** The middle of what is seen: in window pixels and in canvas pixels. */
  center(): { readonly screen: { x: number; y: number }; readonly canvas: { x: number; y: number } };
  /** From window pixels to canvas pixels. */
  toCanvas(point: { x: number; y: number }): { x: number; y: number };
  /** Where a node stands in the window. */
  boxOf(nodeId: string): DOMRect | null;
}

let lent: ViewControl | null = null;

/** Returns the function that takes it back. */
export function lendView(control: ViewControl): () => void {
  lent = control;
  return () => {
    if (lent === control) lent = null;
  };
}

/** Null while no canvas is shown. */
export const view = (): ViewControl | null => lent;
