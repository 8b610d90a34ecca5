/** How large a node is drawn and how far apart nodes stand, in canvas pixels. The window draws by the same numbers. */

export const NODE_WIDTH = 168;
export const NODE_HEIGHT = 72;
/** From one column of nodes to the next, and from one row to the next. */
export const COLUMN = 200;
export const ROW = 112;
/** More room between encoder, latent and decoder, for their tints' borders. */
export const PART_GAP = 40;
/** From the nodes of the parts above to those of a part below them, for their tints' borders and titles. */
export const PART_ROW_GAP = 96;
