const encoder = new TextEncoder();

/** Nodes beyond which the tree is begun anew, so that a stream of new names cannot fill the memory. */
const MAXIMUM_NODES = 20_000;

/**
 * A place in the tree of metric names in order; the names on the way from the root are a shape. The tree outlives
 * batches: a run's next batch finds its shapes made.
 */
export class ShapeNode {
  /** The shape's number in a batch, valid while `batch` is the number of the batch under way. */
  id = -1;
  batch = -1;
  private readonly nameBytes: Uint8Array;
  private lastNode: ShapeNode | undefined;
  private readonly children = new Map<string, ShapeNode>();
  private wholeShape: readonly string[] | null = null;

  constructor(
    private readonly tree: ShapeTree,
    private readonly parent: ShapeNode | null,
    readonly name: string,
    /** How many names lie on the way. */
    readonly length: number,
    /** Whether a name lies on the way twice. */
    readonly repeats: boolean,
  ) {
    this.nameBytes = encoder.encode(name);
  }

  /** The names on the way from the root. */
  get names(): readonly string[] {
    return (this.wholeShape ??= this.path());
  }

  /** The node one name further. The last answer is tried first, because points of one kind follow each other. */
  next(name: string): ShapeNode {
    const last = this.lastNode;
    if (last !== undefined && last.name === name) return last;
    let node = this.children.get(name);
    if (!node) {
      node = new ShapeNode(this.tree, this, name, this.length + 1, this.repeats || this.path().includes(name));
      this.children.set(name, node);
      this.tree.nodes++;
    }
    this.lastNode = node;
    return node;
  }

  /** The node that the last call of `next` led to, if the bytes from a place on are its name and a closing quote. */
  nextLike(bytes: Uint8Array, at: number): ShapeNode | null {
    const last = this.lastNode;
    if (last === undefined) return null;
    const { nameBytes } = last;
    const { length } = nameBytes;
    if (bytes[at + length] !== QUOTE) return null;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== nameBytes[index]) return null;
    return last;
  }

  /** Bytes of the name in UTF-8. */
  get nameLength(): number {
    return this.nameBytes.length;
  }

  private path(): string[] {
    if (this.parent === null) return [];
    const names = [this.name];
    for (let node = this.parent; node.parent !== null; node = node.parent) names.push(node.name);
    return names.reverse();
  }
}

const QUOTE = 0x22;

/** The tree of all shapes that were seen lately. */
export class ShapeTree {
  nodes = 0;
  private node = this.newRoot();

  /** Where each point's names begin; ask anew for each batch. */
  root(): ShapeNode {
    if (this.nodes > MAXIMUM_NODES) {
      this.nodes = 0;
      this.node = this.newRoot();
    }
    return this.node;
  }

  private newRoot(): ShapeNode {
    return new ShapeNode(this, null, '', 0, false);
  }
}
