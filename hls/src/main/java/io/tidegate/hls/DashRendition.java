package io.tidegate.hls;

import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import java.util.ArrayList;
import java.util.List;

/// A rendition that runs, at the moment at which an MPD of its source is made. Immutable.
///
/// Its frames are shown when those of its source are: the source's timeline and
/// presentationTimeOffset, both in presentation time, hold for it, whatever the decoding order of
/// either.
record DashRendition(PromisedVariant promised, PlaylistSnapshot snapshot) {
  /// Whether its pictures stand in a Period.
  sealed interface Answer {}

  record Shown(DashPictures pictures) implements Answer {}

  /// @param why in words that follow the rendition's key
  record LeftOut(String why) implements Answer {}

  /// Its pictures in a Period of its source. All of them must be there, in one coding; only at the
  /// end some may not have come yet, since encoders take their time.
  ///
  /// @param sources the source's segments of the Period that are listed, at least one
  /// @param mayLack how long those are together that have not come yet, at most
  Answer in(List<Segment> sources, MediaTime mayLack) {
    List<TrackSegment> timeline = new ArrayList<>();
    InitSection init = null;
    long bitsPerSecond = 1;
    boolean independent = true;
    MediaTime lacks = MediaTime.ZERO;
    for (Segment source : sources) {
      if (source.number() > snapshot.lastNumber()) {
        lacks = lacks.plus(source.duration());
        continue;
      }
      Segment own = find(source.number());
      TrackSegment pictures = own == null ? null : TrackSegment.of(own, TrackKind.VIDEO);
      TrackSegment told = TrackSegment.of(source, TrackKind.VIDEO);
      if (own == null || own.gap()) {
        return new LeftOut("lacks segment " + source.number());
      }
      if (pictures == null || told == null || own.init() == null) {
        return new LeftOut("has no pictures in segment " + source.number());
      }
      if (init != null && !init.equals(own.init())) {
        return new LeftOut("has another coding from segment " + source.number() + " on");
      }
      init = own.init();
      timeline.add(told);
      bitsPerSecond = Math.max(bitsPerSecond, pictures.bitsPerSecond());
      independent &= own.independent();
    }
    Track track = init == null ? null : init.track(TrackKind.VIDEO);
    if (init == null || track == null) {
      return new LeftOut("has no segment yet");
    }
    return lacks.isAfter(mayLack)
        ? new LeftOut("is late by " + lacks.toMillis() + " ms")
        : new Shown(pictures(track, init, timeline, bitsPerSecond, independent));
  }

  private DashPictures pictures(
      Track track,
      InitSection init,
      List<TrackSegment> timeline,
      long bitsPerSecond,
      boolean independent) {
    String key = promised.key().app() + "/" + promised.key().name();
    return new DashPictures(
        key,
        track,
        init,
        snapshot.names(),
        "../../" + key + "/",
        timeline,
        bitsPerSecond,
        frameRate(track),
        independent);
  }

  private String frameRate(Track track) {
    String declared =
        track.params() instanceof CodecParams.Video video
            ? MpdFrameRate.of(video.format().frameRate(), null)
            : "";
    return declared.isEmpty() && promised.framesPerSecond() > 0
        ? MpdFrameRate.of(promised.framesPerSecond())
        : declared;
  }

  private @Nullable Segment find(long number) {
    List<Segment> listed = snapshot.listed();
    long index = number - listed.getFirst().number();
    return index < 0 || index >= listed.size() ? null : listed.get((int) index);
  }

  /// Differs when what it offers does.
  String tag() {
    return snapshot.names().token()
        + "."
        + snapshot.listed().getFirst().number()
        + "."
        + snapshot.lastNumber();
  }
}
