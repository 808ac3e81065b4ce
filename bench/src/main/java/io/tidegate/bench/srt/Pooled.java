package io.tidegate.bench.srt;

import io.tidegate.srt.arq.Decision;
import java.util.List;
import java.util.Locale;

/// Sessions of one case and policy with different seeds, taken together. Immutable.
record Pooled(List<CellResult> cells) {
  /// Of the relay's account, in the order shown.
  private static final List<String> COUNTS =
      List.of(
          "data", "loss", "recovered", "lost", "dup", "nak_seqs", "held_back", "extra", "faults");

  Pooled {
    cells = List.copyOf(cells);
  }

  long sent() {
    return cells.stream().mapToLong(CellResult::sent).sum();
  }

  long missing() {
    return cells.stream().mapToLong(CellResult::missing).sum();
  }

  double residualPercent() {
    return sent() == 0 ? 100 : 100.0 * missing() / sent();
  }

  double overheadPercent() {
    long wire = cells.stream().mapToLong(CellResult::wireData).sum();
    return sent() == 0 ? 0 : 100.0 * (wire - sent()) / sent();
  }

  /// The median seed's.
  double p50Ms() {
    double[] sorted = cells.stream().mapToDouble(CellResult::p50Ms).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /// The worst seed's.
  double p99Ms() {
    return cells.stream().mapToDouble(CellResult::p99Ms).max().orElse(Double.NaN);
  }

  double cpuMicros() {
    return cells.stream()
            .mapToDouble(cell -> JsonLine.number(cell.relay(), "ns_per_pkt"))
            .max()
            .orElse(0)
        / 1000;
  }

  /// What the policy did, summed.
  String decisions() {
    StringBuilder text = new StringBuilder();
    COUNTS.forEach(name -> append(text, name, name));
    text.append(" |");
    for (Decision.Reason reason : Decision.Reason.values()) {
      append(text, reason.name().toLowerCase(Locale.ROOT), reason.name());
    }
    return text.toString();
  }

  private void append(StringBuilder text, String label, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    double sum = cells.stream().mapToDouble(cell -> JsonLine.number(cell.relay(), lower)).sum();
    if (sum > 0) {
      text.append(' ').append(label).append(' ').append((long) sum);
    }
  }
}
