package io.tidegate.gateway.clip;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Looks at all of what is to play, with the reader that plays it: whether every round of it can
/// follow the one before without a seam. Confined to a thread that may wait.
final class ClipScan {
  /// Two seconds, and a picture or two.
  private static final MediaTime MOST_BETWEEN_KEYS = MediaTime.ofMillis(2_100);

  /// What begins further apart is not one scene.
  private static final MediaTime MOST_APART = MediaTime.ofMillis(500);

  private static final int LENGTH_BYTES = 4;

  /// ISO/IEC 14496-10 table 7-1: a picture that nothing before is needed for, nor by what follows.
  private static final int IDR = 5;

  private final ClipTiming.Meter meter = new ClipTiming.Meter();
  private TrackList tracks = TrackList.EMPTY;
  private @Nullable MediaTime firstPicture;
  private @Nullable MediaTime firstSound;
  private @Nullable MediaTime lastKey;
  private MediaTime betweenKeys = MediaTime.ZERO;
  private int changes;
  private boolean isOpen;

  private ClipScan() {}

  static ClipScan of(Path file) throws IOException {
    ClipScan scan = new ClipScan();
    TsDemuxer demuxer = new TsDemuxer(scan::take, TsDemuxerOptions.DEFAULT);
    byte[] piece = new byte[DiskClip.PIECE_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        demuxer.accept(Bytes.wrap(piece, 0, count), 0);
      }
    }
    demuxer.end();
    return scan;
  }

  private void take(StreamEvent event) {
    if (event instanceof TracksChanged changed) {
      if (!changed.tracks().equals(tracks)) {
        tracks = changed.tracks();
        changes++;
      }
    } else if (event instanceof Frame frame) {
      meter.add(frame);
      Track track = tracks.find(frame.trackId());
      if (track != null && track.isVideo()) {
        picture(frame, track.codec());
      } else if (firstSound == null) {
        firstSound = frame.dts();
      }
    }
  }

  private void picture(Frame frame, Codec codec) {
    MediaTime since = lastKey;
    if (firstPicture == null) {
      firstPicture = frame.dts();
      isOpen = !frame.keyFrame();
    }
    if (frame.keyFrame()) {
      isOpen |= codec == Codec.H264 && !hasIdr(frame.payload());
      lastKey = frame.dts();
    }
    if (since != null) {
      betweenKeys = MediaTime.max(betweenKeys, frame.dts().minus(since));
    }
  }

  private static boolean hasIdr(Bytes payload) {
    int at = 0;
    while (at + LENGTH_BYTES < payload.length()) {
      long length = payload.u32(at);
      if ((payload.u8(at + LENGTH_BYTES) & 0x1F) == IDR) {
        return true;
      }
      if (length > payload.length() - at - LENGTH_BYTES) {
        return false;
      }
      at += (int) length + LENGTH_BYTES;
    }
    return false;
  }

  /// What stands against playing it as it is; null when nothing does.
  @Nullable
  String obstacle() {
    if (meter.isEmpty()) {
      return "nothing that can be played came out of it";
    }
    if (changes > 1) {
      return "its coding changes on the way";
    }
    if (isOpen) {
      return "pictures before a key frame need what comes after it";
    }
    if (tracks.hasVideo() && betweenKeys.isAfter(MOST_BETWEEN_KEYS)) {
      return "key frames are " + betweenKeys.toMillis() + " ms apart";
    }
    MediaTime picture = firstPicture;
    MediaTime sound = firstSound;
    if (picture != null && sound != null && apart(picture, sound).isAfter(MOST_APART)) {
      return "picture and sound begin " + apart(picture, sound).toMillis() + " ms apart";
    }
    return null;
  }

  private static MediaTime apart(MediaTime one, MediaTime other) {
    return one.isAfter(other) ? one.minus(other) : other.minus(one);
  }

  /// Without an obstacle that it is empty.
  Clip.Playable playable(long bytes, boolean copied) {
    if (meter.isEmpty()) {
      throw new IllegalStateException("nothing to play");
    }
    Track lead =
        tracks
            .video()
            .filter(this::hasFrames)
            .or(() -> tracks.audio().filter(this::hasFrames))
            .orElseThrow();
    int width = 0;
    int height = 0;
    if (lead.params() instanceof CodecParams.Video video) {
      width = video.format().width();
      height = video.format().height();
    }
    boolean hasAudio = tracks.audio().filter(this::hasFrames).isPresent();
    return new Clip.Playable(bytes, width, height, hasAudio, copied, meter.timing(lead.id()));
  }

  private boolean hasFrames(Track track) {
    return meter.frames(track.id()) > 0;
  }
}
