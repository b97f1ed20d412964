// A folder of other objects as objects of their own: names in it are names below `folder` there.
import { checkObjectName, type Objects } from '../objects.ts';

/** `name` is for messages. Throws ObjectNameError where `folder` is no name. */
export function objectsBelow(objects: Objects, folder: string, name: string): Objects {
  checkObjectName(folder);
  const prefix = `${folder}/`;
  return {
    name,
    put: (object, bytes) => objects.put(prefix + object, bytes),
    get: (object) => objects.get(prefix + object),
    async *list(each) {
      for await (const info of objects.list(prefix + each)) {
        yield { ...info, name: info.name.slice(prefix.length) };
      }
    },
    delete: (object) => objects.delete(prefix + object),
  };
}
