package io.tidegate.gateway.doctor;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Says in plain language how a route is, and what to do about it. Stateless, any thread.
public final class Doctor {
  private static final List<Rule> RULES =
      Stream.of(SourceRules.ALL, MediaRules.ALL, AlarmRules.ALL, ViewerRules.ALL)
          .flatMap(List::stream)
          .toList();

  private Doctor() {}

  /// @param healthy nothing hurts
  /// @param summary of the worst
  /// @param findings the worst first
  public record Verdict(boolean healthy, String summary, List<Diagnosis> findings) {
    public Verdict {
      findings = List.copyOf(findings);
    }
  }

  public static Verdict examine(Chart chart) {
    List<Diagnosis> findings =
        RULES.stream()
            .flatMap(rule -> rule.look(chart))
            .sorted(Comparator.comparing(Diagnosis::severity))
            .toList();
    boolean healthy = findings.stream().allMatch(found -> found.severity() == Severity.NOTE);
    return new Verdict(healthy, summary(chart, findings, healthy), findings);
  }

  private static String summary(Chart chart, List<Diagnosis> findings, boolean healthy) {
    if (!healthy) {
      Diagnosis worst = findings.getFirst();
      return worst.says() + " " + worst.fix();
    }
    if (chart.isLive()) {
      return "It is live and well.";
    }
    return findings.isEmpty() ? "Nothing is wrong, and nothing comes." : findings.getFirst().says();
  }
}
