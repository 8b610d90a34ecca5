/** Where the picture of a training sample lies that a network’s pictures are compared with. Owns no comparing. */
import { isImpossible, type ExploreInfo } from '#shared/wire/explore/info.ts';
import { studio } from '../../state/studio.ts';

/** Of pairs it is the second picture, as what comes out is. */
export function neighbourPicture({ data, objective, output }: ExploreInfo, index: number): string {
  const second = objective === 'pairs' && !isImpossible(output);
  return studio.media('dataset', data.id, `${second ? 'target-' : ''}${index}.png`);
}
