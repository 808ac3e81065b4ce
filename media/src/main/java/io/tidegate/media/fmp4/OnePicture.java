package io.tidegate.media.fmp4;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.ArrayList;
import java.util.List;

/// A whole MP4 that holds one picture: what a browser shows, or a decoder is given, of a key frame.
/// Fragmented, so that it is written in one go. Stateless.
public final class OnePicture {
  /// It is shown for as long as somebody looks; players want one.
  private static final MediaTime DURATION = MediaTime.ofMillis(1_000);

  private OnePicture() {}

  /// It begins at zero: when the picture was taken is for others to say.
  ///
  /// @param track of video, of a coding that is carried
  /// @param frame a key frame of it
  /// @throws IllegalArgumentException when the coding is not carried by `entries`
  public static Bytes write(Track track, Frame frame, SampleEntries entries) {
    Frame alone = frame.at(MediaTime.ZERO, MediaTime.ZERO);
    List<Sample> samples = List.of(new Sample(alone, DURATION));
    List<Bytes> pieces = new ArrayList<>();
    pieces.add(InitSegment.write(TrackList.of(track), entries));
    pieces.addAll(FragmentWriter.write(1, List.of(new TrackRun(track, samples))));
    return Bytes.concat(pieces);
  }
}
