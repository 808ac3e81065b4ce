package io.tidegate.gateway.doctor;

import io.tidegate.gateway.probe.ProbeAdvice;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SourceState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamView;
import java.util.List;
import java.util.stream.Stream;

/// Whether there is anything to watch, and why not.
final class SourceRules {
  static final List<Rule> ALL =
      List.of(
          SourceRules::isSwitchedOff,
          SourceRules::hasNoPublisher,
          SourceRules::sleeps,
          SourceRules::callFails,
          SourceRules::isSilent);

  private SourceRules() {}

  private static boolean isOff(Chart chart) {
    RouteSpec route = chart.route();
    return route != null && !route.enabled();
  }

  private static Stream<Diagnosis> isSwitchedOff(Chart chart) {
    return isOff(chart)
        ? Stream.of(
            new Diagnosis(
                "switched-off",
                Severity.CRITICAL,
                "The route is switched off.",
                "Switch it on: enabled: true."))
        : Stream.empty();
  }

  private static boolean isConnected(Chart chart) {
    StreamView view = chart.stream();
    return view != null && view.sources().stream().anyMatch(one -> one.publisher() != null);
  }

  private static Stream<Diagnosis> hasNoPublisher(Chart chart) {
    boolean waits =
        !isOff(chart)
            && !chart.isLive()
            && !isConnected(chart)
            && chart.failure().isEmpty()
            && chart.waitsForPublishers();
    if (!waits) {
      return Stream.empty();
    }
    StreamView view = chart.stream();
    boolean left = view != null && view.state() == SessionState.DISCONNECTED;
    return Stream.of(
        new Diagnosis(
            "no-publisher",
            Severity.CRITICAL,
            left ? "The publisher has left." : "Nobody publishes.",
            "Start the encoder with this key, "
                + chart.key()
                + "; if it is refused, its own log and that of the gateway say why."));
  }

  private static Stream<Diagnosis> sleeps(Chart chart) {
    RouteSpec route = chart.route();
    boolean sleeps =
        route != null
            && route.enabled()
            && route.hasOnDemand()
            && chart.stream() == null
            && chart.failure().isEmpty();
    return sleeps
        ? Stream.of(
            new Diagnosis(
                "on-demand",
                Severity.NOTE,
                "The source is called when somebody plays.",
                "Play it; a camera that should always run has on-demand: false."))
        : Stream.empty();
  }

  private static Stream<Diagnosis> callFails(Chart chart) {
    boolean fails = !isOff(chart) && !chart.isLive() && !chart.failure().isEmpty();
    return fails
        ? Stream.of(
            new Diagnosis(
                "source-fails",
                Severity.CRITICAL,
                "The source does not answer as it should: " + chart.failure() + ".",
                chart
                    .first()
                    .map(source -> sentence(ProbeAdvice.next(source, chart.failure())))
                    .orElse("See what the source itself says."),
                chart
                    .first()
                    .map(source -> ProbeAdvice.codeOf(source, chart.failure()))
                    .orElse(null)))
        : Stream.empty();
  }

  /// Connected is not enough: frames have to come.
  private static Stream<Diagnosis> isSilent(Chart chart) {
    StreamView view = chart.stream();
    if (view == null || isOff(chart)) {
      return Stream.empty();
    }
    return view.sources().stream()
        .filter(source -> source.state() == SourceState.FAILED && source.publisher() != null)
        .map(source -> silent(source, chart.isLive()));
  }

  private static Diagnosis silent(SourceView source, boolean anotherPlays) {
    return new Diagnosis(
        "source-silent",
        anotherPlays ? Severity.WARNING : Severity.CRITICAL,
        "Source %d (%s) is connected and sends nothing to play: %s."
            .formatted(source.index(), source.type(), source.reason()),
        "See that the source sends pictures, and that its GOP is short enough.");
  }

  static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }
}
