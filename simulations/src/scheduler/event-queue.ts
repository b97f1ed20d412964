// A binary heap of events, ordered by time and, at equal times, by insertion.

export interface QueuedEvent {
  time: number;
  sequence: number;
  readonly process: number;
  readonly incarnation: number;
  readonly kind: 'timer' | 'message';
  /** Stays in the heap and is passed over: cheaper than taking it out of the middle. */
  canceled: boolean;
  readonly run: () => void;
}

export interface EventQueue {
  push(event: QueuedEvent): void;
  peek(): QueuedEvent | undefined;
  pop(): void;
}

export function createEventQueue(): EventQueue {
  const heap: QueuedEvent[] = [];

  return {
    peek: () => heap[0],
    push(event) {
      let at = heap.length;
      heap.push(event);
      while (at > 0) {
        const parent = (at - 1) >>> 1;
        if (!isBefore(event, heap[parent]!)) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = event;
    },
    pop() {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
        if (!isBefore(heap[child]!, last)) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = last;
    },
  };
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.time !== b.time ? a.time < b.time : a.sequence < b.sequence;
}
