// The compact form of ids, as it comes from a stranger.
import { decodeIds, type IdList } from '@rescind/shared';
import { tooLarge, type Shape } from '../shape.ts';

/** At most `max` ids; what is wrong with the list is said in its own words. */
export function idList(max: number): Shape {
  return (value) => {
    if (typeof value !== 'string') return { at: '', what: 'must be a text of ids' };
    try {
      const { length } = decodeIds(value as IdList);
      return length <= max ? undefined : tooLarge(`may name ${max} at most, not ${length}`);
    } catch (error) {
      return { at: '', what: `is no list of ids: ${(error as Error).message}` };
    }
  };
}
