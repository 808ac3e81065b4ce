package io.tidegate.media.fmp4;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;

/// The initialisation segment of fragmented MP4: `ftyp` and `moov`. ISO/IEC 14496-12 §4.3, §8;
/// ISO/IEC 23000-19 (CMAF) §7.
public final class InitSegment {
  /// Ticks a second of video: divides the frame times of every usual rate.
  public static final int VIDEO_TIMESCALE = 90_000;

  /// Width and height of `tkhd` have 16 bits before the point.
  private static final long MAX_SIDE = 0xFFFF;

  private static final int MOVIE_TIMESCALE = 1_000;

  /// `und`, three letters of five bits each. ISO/IEC 14496-12 §8.4.2.
  private static final int UNDETERMINED_LANGUAGE = 0x55C4;

  private InitSegment() {}

  /// Whether a track of this coding can be in fragmented MP4 as players accept it.
  public static boolean carries(Codec codec) {
    return SampleEntries.PLAYERS.carries(codec);
  }

  /// Ticks a second of this track's `mdhd`: 90 kHz for video, the sample rate for audio.
  public static int timescale(Track track) {
    return track.params() instanceof CodecParams.Audio audio ? audio.sampleRate() : VIDEO_TIMESCALE;
  }

  /// For players.
  ///
  /// @param tracks all of them carried; their ids become track_IDs
  /// @throws IllegalArgumentException when one is not carried
  public static Bytes write(TrackList tracks) {
    return write(tracks, SampleEntries.PLAYERS);
  }

  /// @param tracks all of them carried by `entries`; their ids become track_IDs
  /// @throws IllegalArgumentException when one is not carried
  public static Bytes write(TrackList tracks, SampleEntries entries) {
    for (Track track : tracks) {
      if (!entries.carries(track.codec())) {
        throw new IllegalArgumentException(track.codec().title() + " does not go into MP4");
      }
    }
    BoxWriter boxes = new BoxWriter(1024);
    boxes.box("ftyp", () -> brands(boxes));
    boxes.box(
        "moov",
        () -> {
          movieHeader(boxes, tracks);
          for (Track track : tracks) {
            boxes.box("trak", () -> track(boxes, track));
          }
          boxes.box("mvex", () -> tracks.forEach(track -> trackExtends(boxes, track)));
        });
    return boxes.toBytes();
  }

  private static void brands(BoxWriter boxes) {
    boxes.fourCc("iso6"); // major_brand: default-base-is-moof, tfdt
    boxes.out().u32(0);
    boxes.fourCc("iso6");
    boxes.fourCc("cmfc");
    boxes.fourCc("mp41");
  }

  /// §8.2.2
  private static void movieHeader(BoxWriter boxes, TrackList tracks) {
    int highestId = tracks.asList().stream().mapToInt(Track::id).max().orElse(0);
    boxes.fullBox(
        "mvhd",
        0,
        0,
        () -> {
          ByteWriter out = boxes.out();
          out.u32(0).u32(0).u32(MOVIE_TIMESCALE).u32(0); // times, timescale, duration unknown
          out.u32(0x10000).u16(0x100).fill(0, 10); // rate 1.0, volume 1.0, reserved
          matrix(out);
          out.fill(0, 24); // pre_defined
          out.u32(highestId + 1L);
        });
  }

  private static void track(BoxWriter boxes, Track track) {
    trackHeader(boxes, track);
    boxes.box(
        "mdia",
        () -> {
          mediaHeader(boxes, track);
          handler(boxes, track.isVideo());
          boxes.box("minf", () -> mediaInformation(boxes, track));
        });
  }

  /// §8.3.2
  private static void trackHeader(BoxWriter boxes, Track track) {
    int enabledInMovie = 3;
    boxes.fullBox(
        "tkhd",
        0,
        enabledInMovie,
        () -> {
          ByteWriter out = boxes.out();
          out.u32(0).u32(0).u32(track.id()).u32(0).u32(0).fill(0, 8);
          out.u16(0).u16(0); // layer, alternate_group
          out.u16(track.isVideo() ? 0 : 0x100).u16(0); // volume
          matrix(out);
          if (track.params() instanceof CodecParams.Video video) {
            VideoFormat format = video.format();
            long displayed = (long) format.width() * format.sarWidth() / format.sarHeight();
            out.u32(Math.min(displayed, MAX_SIDE) << 16).u32((long) format.height() << 16);
          } else {
            out.u32(0).u32(0);
          }
        });
  }

  /// §8.4.2
  private static void mediaHeader(BoxWriter boxes, Track track) {
    boxes.fullBox(
        "mdhd",
        0,
        0,
        () -> {
          boxes.out().u32(0).u32(0).u32(timescale(track)).u32(0);
          boxes.out().u16(UNDETERMINED_LANGUAGE).u16(0);
        });
  }

  /// §8.4.3
  private static void handler(BoxWriter boxes, boolean isVideo) {
    boxes.fullBox(
        "hdlr",
        0,
        0,
        () -> {
          boxes.out().u32(0);
          boxes.fourCc(isVideo ? "vide" : "soun");
          boxes.out().fill(0, 12).u8(0); // reserved, empty name
        });
  }

  private static void mediaInformation(BoxWriter boxes, Track track) {
    if (track.isVideo()) {
      boxes.fullBox("vmhd", 0, 1, () -> boxes.out().fill(0, 8)); // §12.1.2
    } else {
      boxes.fullBox("smhd", 0, 0, () -> boxes.out().fill(0, 4)); // §12.2.2
    }
    boxes.box(
        "dinf",
        () ->
            boxes.fullBox(
                "dref",
                0,
                0,
                () -> {
                  boxes.out().u32(1);
                  int selfContained = 1;
                  boxes.fullBox("url ", 0, selfContained, () -> {});
                }));
    boxes.box("stbl", () -> sampleTable(boxes, track));
  }

  /// The samples are in the fragments: all tables are empty.
  private static void sampleTable(BoxWriter boxes, Track track) {
    boxes.fullBox(
        "stsd",
        0,
        0,
        () -> {
          boxes.out().u32(1);
          SampleEntry.write(boxes, track.params());
        });
    boxes.fullBox("stts", 0, 0, () -> boxes.out().u32(0));
    boxes.fullBox("stsc", 0, 0, () -> boxes.out().u32(0));
    boxes.fullBox("stsz", 0, 0, () -> boxes.out().u32(0).u32(0));
    boxes.fullBox("stco", 0, 0, () -> boxes.out().u32(0));
  }

  /// §8.8.3: sample description 1, everything else said in each fragment.
  private static void trackExtends(BoxWriter boxes, Track track) {
    boxes.fullBox("trex", 0, 0, () -> boxes.out().u32(track.id()).u32(1).fill(0, 12));
  }

  /// The unity matrix of §6.2.2.
  private static void matrix(ByteWriter out) {
    long[] unity = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    for (long value : unity) {
      out.u32(value);
    }
  }
}
