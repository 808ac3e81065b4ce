package io.tidegate.gateway.doctor;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.lib.SrtStat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What alarms say of this stream, and of the machine that carries it, in their own words.
final class AlarmRules {
  static final List<Rule> ALL =
      List.of(AlarmRules::ofThisStream, AlarmRules::ofTheMachine, AlarmRules::certificates);

  /// SRT repairs a loss in one round trip; some repairs are lost, too.
  private static final double ROUND_TRIPS = 4;

  private AlarmRules() {}

  /// What the source does is told in more detail.
  private static Stream<Diagnosis> ofThisStream(Chart chart) {
    String key = chart.key().toString();
    return chart.alarms().stream()
        .filter(alarm -> alarm.subject().replaceFirst(" .*", "").equals(key))
        .filter(alarm -> alarm.kind() != AlarmKind.SOURCE_LOST)
        .map(alarm -> told(alarm, fix(alarm, chart)));
  }

  private static Stream<Diagnosis> ofTheMachine(Chart chart) {
    return chart.alarms().stream()
        .filter(
            alarm -> alarm.kind() == AlarmKind.DISK_LOW || alarm.kind() == AlarmKind.PART_DEGRADED)
        .filter(alarm -> !alarm.subject().equals("certificates"))
        .map(alarm -> told(alarm, alarm.kind().advice()));
  }

  private static Diagnosis told(Alarm alarm, String fix) {
    Severity severity =
        switch (alarm.kind().severity()) {
          case CRITICAL -> Severity.CRITICAL;
          case WARNING -> Severity.WARNING;
        };
    return new Diagnosis(
        alarm.kind().label(), severity, SourceRules.sentence(alarm.message()), fix);
  }

  private static String fix(Alarm alarm, Chart chart) {
    String advice = alarm.kind().advice();
    return alarm.kind() == AlarmKind.SRT_LOSS
        ? chart.links().stream()
            .filter(link -> alarm.subject().endsWith(" " + link.remote()))
            .findFirst()
            .map(link -> advice + latency(link))
            .orElse(advice)
        : advice;
  }

  private static String latency(SrtLinkView link) {
    double roundTripMs = link.stats().value(SrtStat.RTT);
    return String.format(
        Locale.ROOT,
        " The round trip is %.0f ms and %d ms are agreed: set srt.latency-ms to %.0f.",
        roundTripMs,
        link.agreed().receiveLatencyMs(),
        Math.ceil(Math.max(120, ROUND_TRIPS * roundTripMs) / 10) * 10);
  }

  private static Stream<Diagnosis> certificates(Chart chart) {
    return chart.certificates().stream()
        .filter(view -> view.problem() != null || !view.state(chart.now()).equals("valid"))
        .map(view -> certificate(view, chart));
  }

  private static Diagnosis certificate(CertificateView view, Chart chart) {
    String state = view.state(chart.now());
    String problem = view.problem();
    String listeners = String.join(", ", view.listeners());
    return new Diagnosis(
        "certificate",
        state.equals("valid") || state.equals("expiring") ? Severity.WARNING : Severity.CRITICAL,
        "The certificate of %s is %s, it holds until %s%s."
            .formatted(listeners, state, view.notAfter(), problem == null ? "" : "; " + problem),
        "Put a new certificate and its key in place of the old files; they are taken at once.");
  }
}
