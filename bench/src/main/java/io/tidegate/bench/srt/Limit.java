package io.tidegate.bench.srt;

/// What a relayed link is held to. Immutable; infinite for no limit.
///
/// @param residualPercent packets that never reached the application
/// @param overheadPercent data packets on the wire beyond those sent
/// @param aboveStockPoints residual above that of stock libsrt; infinite for the usual tolerance,
///   three standard deviations of a count
/// @param cpuMicros of the relay's thread for each packet
record Limit(
    double residualPercent, double overheadPercent, double aboveStockPoints, double cpuMicros) {
  private static final double NONE = Double.POSITIVE_INFINITY;

  /// No worse than stock.
  static final Limit STOCK = new Limit(NONE, NONE, NONE, NONE);

  static Limit residual(double percent) {
    return new Limit(percent, NONE, NONE, NONE);
  }

  static Limit aboveStock(double points) {
    return new Limit(NONE, NONE, points, NONE);
  }

  static Limit cpu(double micros) {
    return new Limit(NONE, NONE, NONE, micros);
  }

  Limit withOverhead(double percent) {
    return new Limit(residualPercent, percent, aboveStockPoints, cpuMicros);
  }

  boolean isCpu() {
    return cpuMicros < NONE;
  }

  /// Whether `ours` is within all limits.
  boolean holds(Pooled ours, Pooled stock) {
    boolean comparable =
        aboveStockPoints < NONE
            ? ours.residualPercent() <= stock.residualPercent() + aboveStockPoints
            : ours.missing() <= stock.missing() + 3 * Math.sqrt(stock.missing() + 1.0);
    return comparable
        && ours.residualPercent() <= residualPercent
        && ours.overheadPercent() <= overheadPercent;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, residualPercent, "residual <= %s %%");
    append(text, overheadPercent, "overhead <= %s %%");
    append(text, aboveStockPoints, "residual <= stock + %s points");
    append(text, cpuMicros, "<= %s us a packet");
    return text.isEmpty() ? "no worse than stock" : text.toString();
  }

  private static void append(StringBuilder text, double value, String format) {
    if (value < NONE) {
      text.append(text.isEmpty() ? "" : ", ").append(String.format(format, value));
    }
  }
}
