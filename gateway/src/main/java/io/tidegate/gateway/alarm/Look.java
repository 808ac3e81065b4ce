package io.tidegate.gateway.alarm;

import io.tidegate.gateway.route.BitRateSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteStanding;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamView;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.lib.SrtStat;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Looks at everything once and says what is wrong. Keeps the counters of the look before, so that
/// shares are of what came since. Confined to one thread.
final class Look {
  /// Beyond it pictures break visibly every few seconds.
  private static final double MOST_DROPPED = 0.001;

  /// The line carries a quarter more than the media.
  private static final double MOST_RESENT = 0.25;

  /// A share of a handful of packets says nothing.
  private static final double FEWEST_PACKETS = 100;

  private static final double LEAST_FREE = 0.1;

  /// Days of history and thousands of changes.
  private static final long LEAST_FREE_BYTES = 200_000_000;

  private final Watched watched;
  private Map<String, Counters> before = Map.of();

  /// Of one link.
  private record Counters(
      double received, double dropped, double sent, double resent, double undecrypted) {
    static Counters of(SrtLinkView link) {
      return new Counters(
          link.stats().value(SrtStat.PACKETS_RECEIVED_TOTAL),
          link.stats().value(SrtStat.RECEIVE_DROPPED_TOTAL),
          link.stats().value(SrtStat.PACKETS_SENT_TOTAL),
          link.stats().value(SrtStat.RETRANSMITTED_TOTAL),
          link.stats().value(SrtStat.UNDECRYPTED_TOTAL));
    }

    Counters since(Counters earlier) {
      return new Counters(
          received - earlier.received,
          dropped - earlier.dropped,
          sent - earlier.sent,
          resent - earlier.resent,
          undecrypted - earlier.undecrypted);
    }
  }

  Look(Watched watched) {
    this.watched = watched;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    routes(findings);
    watched
        .problems()
        .get()
        .forEach(
            (part, reason) -> findings.add(new Finding(AlarmKind.PART_DEGRADED, part, reason)));
    disk(findings);
    links(findings);
    clocks(findings);
    watched.others().forEach(other -> findings.addAll(other.get()));
    return findings;
  }

  private void routes(List<Finding> findings) {
    Map<StreamKey, String> failures = watched.failures().get();
    for (RouteStanding standing :
        RouteStanding.of(watched.routes(), watched.streams(), watched.elsewhere())) {
      StreamKey key = standing.route().key();
      if (!standing.isUp()) {
        findings.add(new Finding(AlarmKind.SOURCE_LOST, key.toString(), lost(key, failures)));
      } else if (!standing.isOnFirst()) {
        String message = "source " + standing.shown() + " is shown instead of 0" + failure(key, 0);
        findings.add(new Finding(AlarmKind.ON_STANDBY, key.toString(), message));
      }
    }
  }

  /// A stream knows more than a call: what was wrong with frames that came.
  private String lost(StreamKey key, Map<StreamKey, String> failures) {
    String ofStream = failure(key, -1);
    String ofCall = failures.getOrDefault(key, "");
    String why = ofStream.isEmpty() && !ofCall.isEmpty() ? ": " + ofCall : ofStream;
    return "no source sends frames" + why;
  }

  /// @param index of the source, -1 for any
  private String failure(StreamKey key, int index) {
    StreamHub live = watched.streams().find(key);
    return live == null
        ? ""
        : live.view().sources().stream()
            .filter(source -> index < 0 || source.index() == index)
            .map(SourceView::reason)
            .filter(reason -> reason != null && !reason.isEmpty())
            .findFirst()
            .map(reason -> ": " + reason)
            .orElse("");
  }

  private void clocks(List<Finding> findings) {
    for (StreamView view : watched.streams().views()) {
      bitRate(view, findings);
      StreamHub live = watched.streams().find(view.key());
      if (live != null) {
        findings.addAll(TimingFindings.of(view.key(), view.timing(), live.avOffset()));
      }
    }
  }

  /// Of one that sends: a silent one is lost, which is another alarm.
  private void bitRate(StreamView view, List<Finding> findings) {
    RouteSpec route = watched.routes().find(view.key());
    long kbps = view.bitrateBps() / 1_000;
    if (route == null || kbps == 0) {
      return;
    }
    BitRateSpec wanted = route.bitRate();
    Integer least = wanted.minKbps();
    Integer most = wanted.maxKbps();
    // in steps, so that the words change seldom
    String words = String.format(Locale.ROOT, "%.1f Mb/s", kbps / 1e3);
    if (least != null && kbps < least) {
      String message = words + ", less than " + least + " kb/s";
      findings.add(new Finding(AlarmKind.BIT_RATE, view.key().toString(), message));
    }
    if (most != null && kbps > most) {
      String message = words + ", more than " + most + " kb/s";
      findings.add(new Finding(AlarmKind.BIT_RATE, view.key().toString(), message));
    }
  }

  private void disk(List<Finding> findings) {
    File folder = watched.dataDir().toFile();
    long free = folder.getUsableSpace();
    long size = folder.getTotalSpace();
    if (size > 0 && (free < LEAST_FREE_BYTES || free < LEAST_FREE * size)) {
      // rounded, so that the words change seldom
      String message =
          String.format(
              Locale.ROOT,
              "%d %% of the file system with %s are free, %.1f GB",
              Math.round(100.0 * free / size),
              folder,
              free / 1e9);
      findings.add(new Finding(AlarmKind.DISK_LOW, "data", message));
    }
  }

  private void links(List<Finding> findings) {
    List<SrtLinkView> views = watched.links().get();
    Map<String, Counters> now = new HashMap<>();
    for (SrtLinkView link : views) {
      Counters counters = Counters.of(link);
      now.put(link.sessionId(), counters);
      Counters earlier = before.get(link.sessionId());
      if (earlier != null) {
        link(link, counters.since(earlier), findings);
      }
    }
    before = now;
  }

  private static void link(SrtLinkView link, Counters since, List<Finding> findings) {
    String subject = link.key() + " " + link.remote();
    if (since.received >= FEWEST_PACKETS && since.dropped > MOST_DROPPED * since.received) {
      findings.add(
          new Finding(
              AlarmKind.SRT_LOSS,
              subject,
              percent(since.dropped / (since.received + since.dropped)) + " of the packets lost"));
    }
    if (since.sent >= FEWEST_PACKETS && since.resent > MOST_RESENT * since.sent) {
      findings.add(
          new Finding(
              AlarmKind.SRT_RETRANSMISSIONS,
              subject,
              percent(since.resent / since.sent) + " of the packets are sent again"));
    }
    if (since.undecrypted > 0) {
      findings.add(new Finding(AlarmKind.UNDECRYPTABLE, subject, "packets come under another key"));
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
