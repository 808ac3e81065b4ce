package io.tidegate.gateway.history;

import java.util.Arrays;

/// Several values of each column on their way to one. Confined to its owner's thread.
final class Accumulator {
  private final double[] values = new double[Column.ALL.size()];
  private final int[] counts = new int[Column.ALL.size()];

  Accumulator() {
    clear();
  }

  void add(Sample sample) {
    for (Column column : Column.ALL) {
      add(column, column.of(sample));
    }
  }

  /// NaN changes nothing.
  void add(Column column, double value) {
    if (!Double.isNaN(value)) {
      int at = column.index();
      values[at] = column.fold().add(values[at], value);
      counts[at]++;
    }
  }

  /// NaN when nothing was added.
  double value(Column column) {
    double value = values[column.index()];
    return column.fold() == Column.Fold.MEAN ? value / counts[column.index()] : value;
  }

  boolean isEmpty() {
    return Arrays.stream(counts).allMatch(count -> count == 0);
  }

  void clear() {
    Arrays.fill(values, Double.NaN);
    Arrays.fill(counts, 0);
  }
}
