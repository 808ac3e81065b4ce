package io.tidegate.gateway.history;

import io.tidegate.media.Nullable;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The last values of some columns, a slot for each step of time. Confined to its owner's thread.
///
/// Memory is taken in blocks when they are written to, that for columns of links apart: a stream
/// that lives for a minute or has no link takes little.
final class Ring {
  /// Of the first and newest slot before there is one.
  static final long NONE = Long.MIN_VALUE;

  private static final int BLOCK = 180;

  private final int stepSeconds;
  private final int slots;
  private final List<Column> columns;
  private final int ofStream;
  private final Block[] blocks;
  private long first = NONE;
  private long newest = NONE;

  /// @param slots how many steps back are known, a multiple of 180
  Ring(int stepSeconds, int slots, List<Column> columns) {
    this.stepSeconds = stepSeconds;
    this.slots = slots;
    this.columns = columns;
    this.ofStream = (int) columns.stream().filter(column -> !column.isOfLink()).count();
    this.blocks = new Block[slots / BLOCK + 1];
    Arrays.fill(blocks, Block.UNUSED);
  }

  /// The values of [#BLOCK] slots, slot by slot.
  private static final class Block {
    static final Block UNUSED = new Block(NONE, 0);

    final long number;
    final short[] ofStream;
    short @Nullable [] ofLink;

    Block(long number, int columns) {
      this.number = number;
      this.ofStream = absent(columns);
    }

    static short[] absent(int columns) {
      short[] values = new short[BLOCK * columns];
      Arrays.fill(values, Packed.ABSENT);
      return values;
    }
  }

  int stepSeconds() {
    return stepSeconds;
  }

  /// How far back it reaches.
  int windowSeconds() {
    return slots * stepSeconds;
  }

  List<Column> columns() {
    return columns;
  }

  /// The oldest slot that was ever written, [#NONE] without one.
  long first() {
    return first;
  }

  /// The last one.
  long newest() {
    return newest;
  }

  /// @param slot seconds since 1970 by seconds of a step; older than the newest by less than all
  void put(long slot, ToDoubleFunction<Column> values) {
    first = first == NONE ? slot : Math.min(first, slot);
    newest = Math.max(newest, slot);
    Block block = block(slot);
    int at = Math.floorMod(slot, BLOCK);
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      short packed = column.pack(values.applyAsDouble(column));
      if (!column.isOfLink()) {
        block.ofStream[at * ofStream + i] = packed;
      } else if (block.ofLink != null || packed != Packed.ABSENT) {
        ofLink(block)[at * (columns.size() - ofStream) + i - ofStream] = packed;
      }
    }
  }

  private Block block(long slot) {
    long number = Math.floorDiv(slot, BLOCK);
    int place = Math.floorMod(number, blocks.length);
    Block block = blocks[place];
    if (block.number != number) {
      block = new Block(number, ofStream);
      blocks[place] = block;
    }
    return block;
  }

  private short[] ofLink(Block block) {
    short[] values = block.ofLink;
    if (values == null) {
      values = Block.absent(columns.size() - ofStream);
      block.ofLink = values;
    }
    return values;
  }

  /// NaN for what is not known (any more).
  double get(long slot, Column column) {
    long number = Math.floorDiv(slot, BLOCK);
    Block block = blocks[Math.floorMod(number, blocks.length)];
    int index = columns.indexOf(column);
    if (block.number != number || index < 0) {
      return Double.NaN;
    }
    int at = Math.floorMod(slot, BLOCK);
    if (!column.isOfLink()) {
      return column.unpack(block.ofStream[at * ofStream + index]);
    }
    short[] ofLink = block.ofLink;
    return ofLink == null
        ? Double.NaN
        : column.unpack(ofLink[at * (columns.size() - ofStream) + index - ofStream]);
  }

  /// Bytes of its arrays.
  int bytes() {
    int bytes = 0;
    for (Block block : blocks) {
      short[] ofLink = block.ofLink;
      bytes += Short.BYTES * (block.ofStream.length + (ofLink == null ? 0 : ofLink.length));
    }
    return bytes;
  }
}
