package io.tidegate.media.hub;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The second sound track of a stream, made of the first for outputs that cannot carry that.
/// Confined to the hub's loop; the adapter's results come back to it.
final class DerivedSound {
  /// Ids are given from the top, where no input has its own.
  private static final int HIGHEST_ID = 255;

  private final AudioAdapter adapter;
  private final Loop loop;
  private final Consumer<Frame> out;
  private final Runnable onFailed;
  private @Nullable Track original;
  private @Nullable Track track;
  private AudioAdapter.@Nullable Conversion conversion;
  private int piece;
  private @Nullable MediaTime lastTime;
  private @Nullable String failure;

  /// @param out takes frames of [#track()]
  /// @param onFailed told when the conversion cannot go on; the track is gone by then
  DerivedSound(AudioAdapter adapter, Loop loop, Consumer<Frame> out, Runnable onFailed) {
    this.adapter = adapter;
    this.loop = loop;
    this.out = out;
    this.onFailed = onFailed;
  }

  /// What the first sound of `originals` would become; a refusal for streams without sound too.
  AudioAdapter.Offer offer(TrackList originals) {
    String known = failure;
    if (known != null) {
      return new AudioAdapter.Offer.Refuses(known);
    }
    Track sound = originals.audio().orElse(null);
    return sound == null
        ? new AudioAdapter.Offer.Refuses("the stream has no sound")
        : adapter.offer((CodecParams.Audio) sound.params());
  }

  /// The track while it is made, else null.
  @Nullable
  Track track() {
    return track;
  }

  /// `originals` with the derived track after them, while it is made.
  TrackList with(TrackList originals) {
    Track made = track;
    if (made == null) {
      return originals;
    }
    List<Track> all = new ArrayList<>(originals.asList());
    all.add(made);
    return TrackList.of(all);
  }

  /// Starts, goes on, starts anew or stops, as the tracks and the outputs ask for.
  ///
  /// @return true when a new piece was begun: it should get what late joiners get
  boolean update(TrackList originals, boolean needed) {
    Track sound = originals.audio().orElse(null);
    AudioAdapter.Offer offer = offer(originals);
    if (!needed || sound == null || !(offer instanceof AudioAdapter.Offer.Makes makes)) {
      stop();
      return false;
    }
    Track wanted = new Track(freeId(originals), makes.params(), sound.id());
    if (wanted.equals(track) && sound.equals(original)) {
      return false;
    }
    endPiece();
    original = sound;
    track = wanted;
    begin(sound);
    return true;
  }

  /// A frame of any original track.
  void accept(Frame frame) {
    Track sound = original;
    if (conversion != null && sound != null && frame.trackId() == sound.id()) {
      conversion.accept(frame);
    }
  }

  /// What follows does not continue what came before.
  void discontinuity() {
    Track sound = original;
    if (conversion != null && sound != null) {
      endPiece();
      begin(sound);
    }
  }

  /// The stream's sound, or its publisher, is another: what failed may work.
  void forgive() {
    failure = null;
  }

  void stop() {
    endPiece();
    original = null;
    track = null;
  }

  private void begin(Track sound) {
    int begun = ++piece;
    AudioAdapter.Output output =
        new AudioAdapter.Output() {
          @Override
          public void sound(MediaTime at, Bytes payload, long receivedNanos) {
            loop.execute(() -> deliver(begun, at, payload, receivedNanos));
          }

          @Override
          public void failed(String reason) {
            loop.execute(() -> fail(begun, reason));
          }
        };
    conversion = adapter.start((CodecParams.Audio) sound.params(), output);
  }

  private void endPiece() {
    if (conversion != null) {
      conversion.close();
      conversion = null;
      piece++;
    }
  }

  /// Pieces overlap where one begins before the last of the one before has sounded: time never goes
  /// back.
  private void deliver(int ofPiece, MediaTime at, Bytes payload, long receivedNanos) {
    Track made = track;
    boolean isLate = lastTime != null && !at.isAfter(lastTime);
    if (made == null || ofPiece != piece || isLate) {
      return;
    }
    lastTime = at;
    out.accept(new Frame(made.id(), at, at, true, payload, receivedNanos));
  }

  private void fail(int ofPiece, String reason) {
    if (ofPiece == piece && conversion != null) {
      failure = reason;
      stop();
      onFailed.run();
    }
  }

  private static int freeId(TrackList originals) {
    int id = HIGHEST_ID;
    while (originals.find(id) != null) {
      id--;
    }
    return id;
  }
}
