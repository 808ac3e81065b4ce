package io.tidegate.gateway.history;

import java.util.List;

/// A stretch of history, column by column. Immutable.
///
/// @param tierSeconds step of the tier that it was taken of
/// @param stepSeconds between two rows, a multiple of that
/// @param fromSecond of the first row, since 1970; each row is about the step that begins there
/// @param columns of `values`
/// @param values by column and row, NaN for what is not known; not to be written to
public record Table(
    int tierSeconds,
    int stepSeconds,
    long fromSecond,
    List<Column> columns,
    List<double[]> values) {
  /// Where values come from.
  @FunctionalInterface
  interface Source {
    /// @param slot seconds since 1970 by seconds of the tier's step
    double get(long slot, Column column);
  }

  public Table {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
  }

  /// @param fold steps of the tier that make one row
  static Table of(Query query, int tierSeconds, int fold, List<Column> columns, Source source) {
    int step = tierSeconds * fold;
    long from = Math.floorDiv(query.fromSecond(), step);
    long to = Math.floorDiv(query.toSecond() - 1, step);
    int rows = (int) Math.max(0, to - from + 1);
    List<double[]> values = columns.stream().map(_ -> new double[rows]).toList();
    Accumulator accumulator = new Accumulator();
    for (int row = 0; row < rows; row++) {
      accumulator.clear();
      for (int i = 0; i < fold; i++) {
        long slot = (from + row) * fold + i;
        columns.forEach(column -> accumulator.add(column, source.get(slot, column)));
      }
      for (int column = 0; column < columns.size(); column++) {
        values.get(column)[row] = accumulator.value(columns.get(column));
      }
    }
    return new Table(tierSeconds, step, from * step, columns, values);
  }

  public int rows() {
    return values.isEmpty() ? 0 : values.getFirst().length;
  }

  /// Whether anything is known.
  boolean knowsAnything() {
    for (double[] column : values) {
      for (double value : column) {
        if (!Double.isNaN(value)) {
          return true;
        }
      }
    }
    return false;
  }
}
