package io.tidegate.bench.srt;

import java.util.Locale;
import java.util.Map;

/// What was measured, as text.
final class GridReport {
  private final Map<LinkCase, Map<String, Pooled>> measured;

  GridReport(Map<LinkCase, Map<String, Pooled>> measured) {
    this.measured = measured;
  }

  /// @return whether every case is within its limits
  boolean print() {
    boolean holds = true;
    for (Map.Entry<LinkCase, Map<String, Pooled>> entry : measured.entrySet()) {
      holds &= print(entry.getKey(), entry.getValue());
    }
    return holds;
  }

  private static boolean print(LinkCase link, Map<String, Pooled> variants) {
    System.out.printf("%nrow %s  %s  (%s)%n", link.label(), link.name(), link.limit());
    boolean holds = true;
    for (Map.Entry<String, Pooled> variant : variants.entrySet()) {
      String name = variant.getKey();
      Pooled pooled = variant.getValue();
      boolean judged = link.limit().isCpu() || !name.equals(Cell.STOCK);
      boolean passes = !judged || passes(link, pooled, variants);
      // the article's policy is there to be compared with, not to be held to anything
      holds &= passes || name.equals("article");
      System.out.println(line(link, name, pooled) + (!judged ? "" : passes ? "PASS" : "FAIL"));
      if (!pooled.decisions().equals(" |")) {
        System.out.println("          " + pooled.decisions());
      }
    }
    return holds;
  }

  private static boolean passes(LinkCase link, Pooled pooled, Map<String, Pooled> variants) {
    if (link.limit().isCpu()) {
      return pooled.cpuMicros() <= link.limit().cpuMicros();
    }
    Pooled stock = variants.get(Cell.STOCK);
    return stock != null && link.limit().holds(pooled, stock);
  }

  private static String line(LinkCase link, String name, Pooled pooled) {
    long stalled = pooled.cells().stream().filter(c -> !link.isSound(c.p50Ms(), c.p99Ms())).count();
    String cpu =
        pooled.cpuMicros() > 0
            ? String.format(Locale.ROOT, "  relay %.1f us/packet", pooled.cpuMicros())
            : "";
    return String.format(
        Locale.ROOT,
        "  %-9s residual %.4f %% (%d of %d)  overhead %.2f %%  p50 %.1f p99 %.1f ms%s%s  ",
        name,
        pooled.residualPercent(),
        pooled.missing(),
        pooled.sent(),
        pooled.overheadPercent(),
        pooled.p50Ms(),
        pooled.p99Ms(),
        stalled > 0 ? " (machine stalled in " + stalled + ")" : "",
        cpu);
  }
}
