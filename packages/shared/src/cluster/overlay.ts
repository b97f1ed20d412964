// One kind of entity as a draft sees it: those of the base, and over them what the draft has
// written. An entity is replaced whole; nobody changes one.

/** What can be read of entities, in the base and in a draft alike. */
export interface Entities<Key, Entity> {
  get(key: Key): Entity | undefined;
  has(key: Key): boolean;
  values(): Iterable<Entity>;
}

export class Overlay<Key, Entity> implements Entities<Key, Entity> {
  private readonly base: Map<Key, Entity>;
  /** Null where an entity of the base is gone. Made with the first write: most drafts have none. */
  private own: Map<Key, Entity | null> | undefined;

  constructor(base: Map<Key, Entity>) {
    this.base = base;
  }

  get(key: Key): Entity | undefined {
    const own = this.own?.get(key);
    return own === undefined ? this.base.get(key) : (own ?? undefined);
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  *values(): Iterable<Entity> {
    if (this.own === undefined) {
      yield* this.base.values();
      return;
    }
    for (const [key, entity] of this.base) if (!this.own.has(key)) yield entity;
    for (const entity of this.own.values()) if (entity !== null) yield entity;
  }

  set(key: Key, entity: Entity): void {
    (this.own ??= new Map()).set(key, entity);
  }

  delete(key: Key): void {
    (this.own ??= new Map()).set(key, null);
  }

  /** Moves the base to what is seen here. */
  adopt(): void {
    if (this.own === undefined) return;
    for (const [key, entity] of this.own) {
      if (entity === null) this.base.delete(key);
      else this.base.set(key, entity);
    }
  }
}
