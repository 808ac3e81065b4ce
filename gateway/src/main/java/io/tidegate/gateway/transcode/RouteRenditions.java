package io.tidegate.gateway.transcode;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.hls.PromisedVariant;
import io.tidegate.hls.Renditions;
import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.transcode.ladder.AudioProfile;
import io.tidegate.transcode.ladder.AvcLevel;
import io.tidegate.transcode.ladder.Ladder;
import io.tidegate.transcode.ladder.Promise;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The renditions that routes ask for, as HLS lists them. Any thread.
public final class RouteRenditions implements Renditions {
  /// Usual of AAC and Opus as they are made here, and of most that is copied.
  private static final int SOUND_KBPS = 128;

  /// Segments are larger than the rate that encoders are told, by this at most as a rule.
  private static final double PEAK = 1.2;

  private final RouteTable routes;
  private final Predicate<StreamKey> offered;
  private final StreamRegistry streams;

  /// @param offered whether a stream has HLS
  public RouteRenditions(RouteTable routes, Predicate<StreamKey> offered, StreamRegistry streams) {
    this.routes = routes;
    this.offered = offered;
    this.streams = streams;
  }

  @Override
  public List<PromisedVariant> of(StreamKey source) {
    RouteSpec route = routes.find(source);
    if (route == null || !route.enabled()) {
      return List.of();
    }
    StreamHub live = streams.find(source);
    TrackList present = live == null ? TrackList.EMPTY : live.tracks();
    List<PromisedVariant> all = new ArrayList<>();
    for (OutputSpec.Rendered rendered : route.renditions()) {
      StreamKey key = Ladder.key(source, rendered.rendition().name());
      if (offered.test(key)) {
        promise(key, rendered.rendition(), present).ifPresent(all::add);
      }
    }
    return all;
  }

  @Override
  public @Nullable StreamKey sourceOf(StreamKey rendition) {
    StreamKey source = routes.sourceOf(rendition);
    return source.equals(rendition) ? null : source;
  }

  /// Where the route says so, H.264 stands for pictures that not every player shows.
  @Override
  public boolean offersSource(StreamKey source, TrackList tracks) {
    RouteSpec route = routes.find(source);
    boolean isH264 = tracks.video().map(track -> track.codec() == Codec.H264).orElse(true);
    return isH264 || route == null || !isH264Only(route) || !isMadeAsH264(source, route);
  }

  private static boolean isH264Only(RouteSpec route) {
    return route.outputs().stream()
        .anyMatch(output -> output instanceof OutputSpec.H264Only && output.enabled());
  }

  private boolean isMadeAsH264(StreamKey source, RouteSpec route) {
    return route.renditions().stream()
        .map(OutputSpec.Rendered::rendition)
        .filter(rendition -> rendition.video().mode() == VideoProfile.Mode.H264)
        .anyMatch(rendition -> offered.test(Ladder.key(source, rendition.name())));
  }

  /// Empty where nothing is known to promise.
  private static Optional<PromisedVariant> promise(
      StreamKey key, Rendition made, TrackList present) {
    List<String> codecs = new ArrayList<>();
    VideoProfile video = made.video();
    Promise picture = Promise.of(video, present);
    boolean shows =
        video.mode() != VideoProfile.Mode.NONE && (present.isEmpty() || present.hasVideo());
    if (shows) {
      codecs.add(
          video.mode() == VideoProfile.Mode.COPY
              ? present.video().map(RouteRenditions::coding).orElseGet(() -> h264(picture))
              : h264(picture));
    }
    boolean sounds =
        made.audio().mode() != AudioProfile.Mode.NONE
            && (present.isEmpty() || present.audio().isPresent());
    if (sounds) {
      codecs.add(sound(made.audio(), present));
    }
    if (codecs.isEmpty()) {
      return Optional.empty();
    }
    int soundKbps = made.audio().kbps() == 0 ? SOUND_KBPS : made.audio().kbps();
    int kbps = (shows ? picture.kbps() : 0) + (sounds ? soundKbps : 0);
    return Optional.of(
        new PromisedVariant(
            key,
            String.join(",", codecs),
            shows ? picture.width() : 0,
            shows ? picture.height() : 0,
            shows ? picture.fps() : 0,
            Math.round(kbps * 1_000 * PEAK)));
  }

  /// High, as our encoders code it.
  private static String h264(Promise picture) {
    int peak = (int) Math.round(picture.kbps() * PEAK);
    int level = AvcLevel.of(picture.width(), picture.height(), picture.fps(), peak);
    return "avc1.6400%02X".formatted(level);
  }

  private static String sound(AudioProfile profile, TrackList present) {
    boolean copies =
        switch (profile.mode()) {
          case AUTO -> present.audio().map(track -> track.codec() == Codec.AAC).orElse(false);
          case COPY -> present.audio().isPresent();
          case AAC, OPUS, NONE -> false;
        };
    if (copies) {
      return present.audio().map(RouteRenditions::coding).orElse("mp4a.40.2");
    }
    return profile.mode() == AudioProfile.Mode.OPUS ? "opus" : "mp4a.40.2";
  }

  private static String coding(Track track) {
    return track.params().rfc6381();
  }
}
