package io.tidegate.gateway.doctor;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.beacon.PlayerTotals;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamView;
import io.tidegate.srt.SrtLinkView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that is known of one stream at one moment. Immutable.
///
/// @param route that it follows, null for none
/// @param stream null while nothing is there
/// @param failure why the source that is called does not answer or send; empty for nothing
/// @param alarms that are open, of every stream and of the machine
/// @param links over which it comes and goes by SRT
/// @param players what pages report
/// @param certificates of the listeners
public record Chart(
    StreamKey key,
    @Nullable RouteSpec route,
    @Nullable StreamView stream,
    String failure,
    List<Alarm> alarms,
    List<SrtLinkView> links,
    PlayerTotals.View players,
    List<CertificateView> certificates,
    Instant now) {
  public Chart {
    alarms = List.copyOf(alarms);
    links = List.copyOf(links);
    certificates = List.copyOf(certificates);
  }

  /// Whether frames come.
  boolean isLive() {
    StreamView view = stream;
    return view != null && view.state() == SessionState.STREAMING && view.bitrateBps() > 0;
  }

  /// Empty before they are known.
  TrackList tracks() {
    return stream == null ? TrackList.EMPTY : stream.tracks();
  }

  /// As it came, not as it was made for an output.
  Optional<Track> sound() {
    return tracks().asList().stream()
        .filter(track -> !track.isVideo() && !track.isDerived())
        .findFirst();
  }

  List<SourceSpec> sources() {
    return route == null ? SourceSpec.publishers() : route.sources();
  }

  /// The best source, whenever it is called.
  Optional<SourceSpec> first() {
    return sources().stream()
        .findFirst()
        .map(source -> source instanceof SourceSpec.OnDemand later ? later.source() : source);
  }

  /// Whether somebody has to publish before there is anything.
  boolean waitsForPublishers() {
    return sources().stream().anyMatch(SourceSpec::comesByItself) || sources().isEmpty();
  }
}
