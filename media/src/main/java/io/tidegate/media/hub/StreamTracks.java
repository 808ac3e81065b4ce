package io.tidegate.media.hub;

import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The tracks that the sinks of a stream have: its publisher's, and sound derived from them while a
/// sink needs it. Confined to the hub's loop; what is marked so may be called from any thread.
///
/// 1. [#replace] when the publisher's are others, [#refresh] when the sinks are;
/// 2. [#accept] and [#discontinuity] with what the publisher sends;
/// 3. [#stop].
final class StreamTracks {
  private final AudioAdapter adapter;
  private final DerivedSound derived;
  private final GopCache gop;
  private final StreamMeter meter;
  private final Audience audience;
  private TrackList originals = TrackList.EMPTY;
  private volatile TrackList announced = TrackList.EMPTY;
  private boolean stopped;

  /// @param made takes frames of the derived sound
  StreamTracks(
      AudioAdapter adapter,
      Loop loop,
      GopCache gop,
      StreamMeter meter,
      Audience audience,
      Consumer<Frame> made) {
    this.adapter = adapter;
    this.gop = gop;
    this.meter = meter;
    this.audience = audience;
    this.derived = new DerivedSound(adapter, loop, made, this::refresh);
  }

  /// As last announced, with derived sound after the others while it is made; empty before the
  /// first. Any thread.
  TrackList announced() {
    return announced;
  }

  /// The publisher's.
  TrackList originals() {
    return originals;
  }

  /// True when an output gets something of these: a track that it carries, or sound converted into
  /// one. True before the tracks are known. Any thread.
  boolean haveSomethingFor(Predicate<Codec> carries) {
    TrackList known = announced;
    return known.isEmpty()
        || !known.filter(track -> carries.test(track.codec())).isEmpty()
        || known
            .audio()
            .map(sound -> adapter.offer((CodecParams.Audio) sound.params()))
            .filter(offer ->
                offer instanceof AudioAdapter.Offer.Makes makes
                    && carries.test(makes.params().codec()))
            .isPresent();
  }

  /// True when frames of this track are where decoding can start: video, or sound on its own. Any
  /// thread.
  boolean isSync(int trackId) {
    TrackList known = announced;
    Track track = known.find(trackId);
    return track == null || track.isVideo() || !known.hasVideo();
  }

  /// The publisher's are these from here on.
  void replace(TrackList others) {
    originals = others;
    gop.tracks(others);
    forgive();
  }

  /// A conversion that failed is tried again.
  void forgive() {
    derived.forgive();
    refresh();
  }

  /// Starts or stops the derived sound as the sinks need it, and tells them what changed.
  void refresh() {
    if (stopped || originals.isEmpty()) {
      return;
    }
    Track sound = originals.audio().orElse(null);
    AudioAdapter.Offer offer = derived.offer(originals);
    boolean needed =
        sound != null
            && offer instanceof AudioAdapter.Offer.Makes makes
            && audience.needs(sound.codec(), makes.params().codec());
    Track before = derived.track();
    boolean begins = derived.update(originals, needed);
    if (before != null && !before.equals(derived.track())) {
      gop.forget(before.id());
    }
    if (begins) {
      gop.replay(derived::accept);
    }
    TrackList now = derived.with(originals);
    announced = now;
    boolean isLeftOut = sound != null && audience.lacks(sound.codec());
    boolean refused = isLeftOut && offer instanceof AudioAdapter.Offer.Refuses;
    meter.tracks(now, refused ? reason(sound, (AudioAdapter.Offer.Refuses) offer) : null);
    audience.announce(now);
  }

  private static String reason(@Nullable Track sound, AudioAdapter.Offer.Refuses refusal) {
    String title = sound == null ? "sound" : sound.codec().title();
    return title + " is left out where it cannot be carried: " + refusal.reason();
  }

  /// A frame of the publisher's tracks, after the sinks have had it.
  void accept(Frame frame) {
    derived.accept(frame);
  }

  /// Time or content breaks off.
  void discontinuity() {
    derived.discontinuity();
  }

  /// Nothing is made or announced any more.
  void stop() {
    stopped = true;
    derived.stop();
  }
}
