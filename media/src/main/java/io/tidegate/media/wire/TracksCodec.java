package io.tidegate.media.wire;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.ArrayList;
import java.util.List;

/// [TrackList] in bytes: a count, and for each track its id, what it is derived from, and its
/// parameters with their length. Any thread.
public final class TracksCodec {
  /// Ids are bytes, so there are no more.
  static final int MOST_TRACKS = 255;

  private TracksCodec() {}

  public static void write(TrackList tracks, ByteWriter out) {
    out.u8(tracks.size());
    for (Track track : tracks) {
      Bytes params = ParamsWriter.write(track.params());
      out.u8(track.id()).u8(track.derivedFrom()).u32(params.length()).write(params);
    }
  }

  /// @throws MalformedException when no such list was written
  public static TrackList read(WireReader in) throws MalformedException {
    int count = in.u8();
    List<Track> tracks = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        int id = in.u8();
        int derivedFrom = in.u8();
        WireReader params = new WireReader(in.bytes());
        tracks.add(new Track(id, ParamsReader.read(params), derivedFrom));
        params.end();
      }
      return TrackList.of(tracks);
    } catch (IllegalArgumentException impossible) {
      throw in.malformed(Reason.BAD_VALUE, "no tracks: " + impossible.getMessage());
    }
  }
}
